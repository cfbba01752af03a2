// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec } from "../message.ts";
import root from "./bootstrap.pb.js";

export const Capability = {
  CAPABILITY_UNSPECIFIED: 0,
} as const;

export const LogLevel = {
  LOG_LEVEL_INFO: 0,
  LOG_LEVEL_TRACE: -8,
  LOG_LEVEL_DEBUG: -4,
  LOG_LEVEL_WARN: 4,
  LOG_LEVEL_ERROR: 8,
  LOG_LEVEL_FATAL: 10,
  LOG_LEVEL_PANIC: 12,
} as const;

export interface BootstrapParams {
  instanceId: string;
  namespace: string;
  logLevel: number;
  containerdVersion: string;
  containerdTtrpcAddress: string;
  containerdGrpcAddress: string;
  containerdBinary: string;
  extensions: Extension[];
  socketDir: string | null;
}
export const BootstrapParams: Codec<BootstrapParams> = codec("containerd.runtime.bootstrap.v1.BootstrapParams", () => root.containerd.runtime.bootstrap.v1.BootstrapParams);

export interface BootstrapResult {
  version: number;
  address: string;
  protocol: string;
  capabilities: number[];
  metadata: Record<string, string>;
}
export const BootstrapResult: Codec<BootstrapResult> = codec("containerd.runtime.bootstrap.v1.BootstrapResult", () => root.containerd.runtime.bootstrap.v1.BootstrapResult);

export interface Extension {
  value: Any | null;
}
export const Extension: Codec<Extension> = codec("containerd.runtime.bootstrap.v1.Extension", () => root.containerd.runtime.bootstrap.v1.Extension);

export interface Any {
  typeUrl: string;
  value: Uint8Array;
}
export const Any: Codec<Any> = codec("google.protobuf.Any", () => root.google.protobuf.Any);
