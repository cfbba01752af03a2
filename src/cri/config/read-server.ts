import { invalidArgument } from "../../errors/index.ts";
import type { Settings } from "../../plugin/index.ts";
import type { StreamingSettings } from "../streaming/server.ts";
import { type Concern, inertConcerns } from "./inert.ts";
import { readNested } from "./nested.ts";
import { inertServerKeys, keyPairKeys, serverKeys } from "./server-keys.ts";

/** What was read, and what of the configuration is not done. */
export interface ReadServer {
  readonly streaming: StreamingSettings;
  readonly concerns: readonly Concern[];
}

/** Invalid argument: a value is not what its key must be, or TLS has a certificate without a key or the other way round. */
export function readServer(config: Settings<typeof serverKeys>): ReadServer {
  const path = "x509_key_pair_streaming";
  const pair = readNested(keyPairKeys, {}, config.x509_key_pair_streaming, path);
  const { tls_cert_file: certificate, tls_key_file: key } = pair.settings;
  if (config.enable_tls_streaming && (certificate === "") !== (key === "")) {
    throw invalidArgument(`${path}: tls_cert_file and tls_key_file must both be given, or neither`);
  }
  const defaults: Readonly<Record<string, { readonly default: unknown }>> = serverKeys;
  const isWithoutTls = !config.enable_tls_streaming && (certificate !== "" || key !== "");
  return {
    streaming: {
      address: config.stream_server_address,
      port: portOf(config.stream_server_port),
      idleTimeout: config.stream_idle_timeout,
      tls: config.enable_tls_streaming ? { certificate, key } : undefined,
    },
    concerns: [
      ...inertConcerns(inertServerKeys, config, (name) => defaults[name]?.default, ""),
      ...pair.concerns,
      ...(isWithoutTls ? [{ key: path, why: "enable_tls_streaming is not set" }] : []),
    ],
  };
}

function portOf(text: string): number {
  const port = text === "" ? 0 : Number(text);
  if (!/^\d*$/.test(text) || port > 65_535) {
    throw invalidArgument(`stream_server_port: ${JSON.stringify(text)} must be a port number as text`);
  }
  return port;
}
