// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./introspection.pb.js";

export interface DeprecationWarning {
  id: string;
  message: string;
  lastOccurrence: Timestamp | null;
}
export const DeprecationWarning: Codec<DeprecationWarning> = codec("containerd.services.introspection.v1.DeprecationWarning", () => root.containerd.services.introspection.v1.DeprecationWarning);

export interface Plugin {
  type: string;
  id: string;
  requires: string[];
  platforms: Platform[];
  exports: Record<string, string>;
  capabilities: string[];
  initErr: Status | null;
}
export const Plugin: Codec<Plugin> = codec("containerd.services.introspection.v1.Plugin", () => root.containerd.services.introspection.v1.Plugin);

export interface PluginInfoRequest {
  type: string;
  id: string;
  options: Any | null;
}
export const PluginInfoRequest: Codec<PluginInfoRequest> = codec("containerd.services.introspection.v1.PluginInfoRequest", () => root.containerd.services.introspection.v1.PluginInfoRequest);

export interface PluginInfoResponse {
  plugin: Plugin | null;
  extra: Any | null;
}
export const PluginInfoResponse: Codec<PluginInfoResponse> = codec("containerd.services.introspection.v1.PluginInfoResponse", () => root.containerd.services.introspection.v1.PluginInfoResponse);

export interface PluginsRequest {
  filters: string[];
}
export const PluginsRequest: Codec<PluginsRequest> = codec("containerd.services.introspection.v1.PluginsRequest", () => root.containerd.services.introspection.v1.PluginsRequest);

export interface PluginsResponse {
  plugins: Plugin[];
}
export const PluginsResponse: Codec<PluginsResponse> = codec("containerd.services.introspection.v1.PluginsResponse", () => root.containerd.services.introspection.v1.PluginsResponse);

export interface ServerResponse {
  uuid: string;
  pid: number;
  pidns: number;
  deprecations: DeprecationWarning[];
}
export const ServerResponse: Codec<ServerResponse> = codec("containerd.services.introspection.v1.ServerResponse", () => root.containerd.services.introspection.v1.ServerResponse);

export interface ActivationInfo {
  name: string;
  active: ActiveMount[];
  system: Mount[];
  labels: Record<string, string>;
}
export const ActivationInfo: Codec<ActivationInfo> = codec("containerd.types.ActivationInfo", () => root.containerd.types.ActivationInfo);

export interface ActiveMount {
  mount: Mount | null;
  mountedAt: Timestamp | null;
  mountPoint: string;
  data: Record<string, string>;
}
export const ActiveMount: Codec<ActiveMount> = codec("containerd.types.ActiveMount", () => root.containerd.types.ActiveMount);

export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations: Record<string, string>;
}
export const Descriptor: Codec<Descriptor> = codec("containerd.types.Descriptor", () => root.containerd.types.Descriptor);

export interface Envelope {
  timestamp: Timestamp | null;
  namespace: string;
  topic: string;
  event: Any | null;
}
export const Envelope: Codec<Envelope> = codec("containerd.types.Envelope", () => root.containerd.types.Envelope);

export interface Metric {
  timestamp: Timestamp | null;
  id: string;
  data: Any | null;
}
export const Metric: Codec<Metric> = codec("containerd.types.Metric", () => root.containerd.types.Metric);

export interface Mount {
  type: string;
  source: string;
  target: string;
  options: string[];
}
export const Mount: Codec<Mount> = codec("containerd.types.Mount", () => root.containerd.types.Mount);

export interface Platform {
  os: string;
  architecture: string;
  variant: string;
  osVersion: string;
  osFeatures: string[];
}
export const Platform: Codec<Platform> = codec("containerd.types.Platform", () => root.containerd.types.Platform);

export interface RuntimeInfo {
  name: string;
  version: RuntimeVersion | null;
  options: Any | null;
  features: Any | null;
  annotations: Record<string, string>;
}
export const RuntimeInfo: Codec<RuntimeInfo> = codec("containerd.types.RuntimeInfo", () => root.containerd.types.RuntimeInfo);

export interface RuntimeRequest {
  runtimePath: string;
  options: Any | null;
}
export const RuntimeRequest: Codec<RuntimeRequest> = codec("containerd.types.RuntimeRequest", () => root.containerd.types.RuntimeRequest);

export interface RuntimeVersion {
  version: string;
  revision: string;
}
export const RuntimeVersion: Codec<RuntimeVersion> = codec("containerd.types.RuntimeVersion", () => root.containerd.types.RuntimeVersion);

export interface Sandbox {
  sandboxId: string;
  runtime: SandboxRuntime | null;
  spec: Any | null;
  labels: Record<string, string>;
  createdAt: Timestamp | null;
  updatedAt: Timestamp | null;
  extensions: Record<string, Any>;
  sandboxer: string;
}
export const Sandbox: Codec<Sandbox> = codec("containerd.types.Sandbox", () => root.containerd.types.Sandbox);

export interface SandboxRuntime {
  name: string;
  options: Any | null;
}
export const SandboxRuntime: Codec<SandboxRuntime> = codec("containerd.types.Sandbox.Runtime", () => root.containerd.types.Sandbox.Runtime);

export interface Any {
  typeUrl: string;
  value: Uint8Array;
}
export const Any: Codec<Any> = codec("google.protobuf.Any", () => root.google.protobuf.Any);

export interface Timestamp {
  seconds: number;
  nanos: number;
}
export const Timestamp: Codec<Timestamp> = codec("google.protobuf.Timestamp", () => root.google.protobuf.Timestamp);

export type Empty = Record<never, never>;
export const Empty: Codec<Empty> = codec("google.protobuf.Empty", () => root.google.protobuf.Empty);

export interface Status {
  code: number;
  message: string;
  details: Any[];
}
export const Status: Codec<Status> = codec("google.rpc.Status", () => root.google.rpc.Status);

export const IntrospectionService = {
  name: "containerd.services.introspection.v1.Introspection",
  methods: {
    pluginInfo: {
      service: "containerd.services.introspection.v1.Introspection",
      name: "PluginInfo",
      kind: "unary",
      input: PluginInfoRequest,
      output: PluginInfoResponse,
    },
    plugins: {
      service: "containerd.services.introspection.v1.Introspection",
      name: "Plugins",
      kind: "unary",
      input: PluginsRequest,
      output: PluginsResponse,
    },
    server: {
      service: "containerd.services.introspection.v1.Introspection",
      name: "Server",
      kind: "unary",
      input: Empty,
      output: ServerResponse,
    },
  },
} as const satisfies Service;
