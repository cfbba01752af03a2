// Where a shim listens and what it speaks there.
import { invalidArgument, notImplemented } from "../../errors/index.ts";

export interface Endpoint {
  /** Version of the Task service: 2 or 3. */
  readonly version: number;
  /** `unix://` and a path, or a bare path. */
  readonly address: string;
  readonly protocol: "ttrpc" | "grpc";
}

const newestVersion = 3;

/** `unix:///path`, a bare path, or either behind `ttrpc+` or `grpc+`, as sandbox controllers write it. */
export function parseAddress(address: string, version: number): Endpoint {
  const [, protocol = "ttrpc", rest = ""] = /^(?:(ttrpc|grpc)\+)?(.+)$/.exec(address) ?? [];
  if (rest === "") {
    throw invalidArgument(`shim address ${JSON.stringify(address)}`);
  }
  return { address: rest, protocol: requireProtocol(protocol), version };
}

/** Not implemented when it is one that no release of containerd speaks to its shims. */
export function requireProtocol(protocol: string): Endpoint["protocol"] {
  if (protocol !== "ttrpc" && protocol !== "grpc") {
    throw notImplemented(`unexpected protocol: ${JSON.stringify(protocol)}`);
  }
  return protocol;
}

/** Not implemented when the version is newer than this daemon. */
export function requireVersion(version: number): number {
  if (version > newestVersion) {
    throw notImplemented(`unsupported shim version (${version})`);
  }
  return version;
}
