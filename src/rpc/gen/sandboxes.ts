// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./sandboxes.pb.js";

export interface ControllerCreateRequest {
  sandboxId: string;
  rootfs: Mount[];
  options: Any | null;
  netnsPath: string;
  annotations: Record<string, string>;
  sandbox: Sandbox | null;
  sandboxer: string;
}
export const ControllerCreateRequest: Codec<ControllerCreateRequest> = codec("containerd.services.sandbox.v1.ControllerCreateRequest", () => root.containerd.services.sandbox.v1.ControllerCreateRequest);

export interface ControllerCreateResponse {
  sandboxId: string;
}
export const ControllerCreateResponse: Codec<ControllerCreateResponse> = codec("containerd.services.sandbox.v1.ControllerCreateResponse", () => root.containerd.services.sandbox.v1.ControllerCreateResponse);

export interface ControllerMetricsRequest {
  sandboxId: string;
  sandboxer: string;
}
export const ControllerMetricsRequest: Codec<ControllerMetricsRequest> = codec("containerd.services.sandbox.v1.ControllerMetricsRequest", () => root.containerd.services.sandbox.v1.ControllerMetricsRequest);

export interface ControllerMetricsResponse {
  metrics: Metric | null;
}
export const ControllerMetricsResponse: Codec<ControllerMetricsResponse> = codec("containerd.services.sandbox.v1.ControllerMetricsResponse", () => root.containerd.services.sandbox.v1.ControllerMetricsResponse);

export interface ControllerPlatformRequest {
  sandboxId: string;
  sandboxer: string;
}
export const ControllerPlatformRequest: Codec<ControllerPlatformRequest> = codec("containerd.services.sandbox.v1.ControllerPlatformRequest", () => root.containerd.services.sandbox.v1.ControllerPlatformRequest);

export interface ControllerPlatformResponse {
  platform: Platform | null;
}
export const ControllerPlatformResponse: Codec<ControllerPlatformResponse> = codec("containerd.services.sandbox.v1.ControllerPlatformResponse", () => root.containerd.services.sandbox.v1.ControllerPlatformResponse);

export interface ControllerShutdownRequest {
  sandboxId: string;
  sandboxer: string;
}
export const ControllerShutdownRequest: Codec<ControllerShutdownRequest> = codec("containerd.services.sandbox.v1.ControllerShutdownRequest", () => root.containerd.services.sandbox.v1.ControllerShutdownRequest);

export interface ControllerStartRequest {
  sandboxId: string;
  sandboxer: string;
}
export const ControllerStartRequest: Codec<ControllerStartRequest> = codec("containerd.services.sandbox.v1.ControllerStartRequest", () => root.containerd.services.sandbox.v1.ControllerStartRequest);

export interface ControllerStartResponse {
  sandboxId: string;
  pid: number;
  createdAt: Timestamp | null;
  labels: Record<string, string>;
  address: string;
  version: number;
  spec: Any | null;
}
export const ControllerStartResponse: Codec<ControllerStartResponse> = codec("containerd.services.sandbox.v1.ControllerStartResponse", () => root.containerd.services.sandbox.v1.ControllerStartResponse);

export interface ControllerStatusRequest {
  sandboxId: string;
  verbose: boolean;
  sandboxer: string;
}
export const ControllerStatusRequest: Codec<ControllerStatusRequest> = codec("containerd.services.sandbox.v1.ControllerStatusRequest", () => root.containerd.services.sandbox.v1.ControllerStatusRequest);

export interface ControllerStatusResponse {
  sandboxId: string;
  pid: number;
  state: string;
  info: Record<string, string>;
  createdAt: Timestamp | null;
  exitedAt: Timestamp | null;
  extra: Any | null;
  address: string;
  version: number;
}
export const ControllerStatusResponse: Codec<ControllerStatusResponse> = codec("containerd.services.sandbox.v1.ControllerStatusResponse", () => root.containerd.services.sandbox.v1.ControllerStatusResponse);

export interface ControllerStopRequest {
  sandboxId: string;
  timeoutSecs: number;
  sandboxer: string;
}
export const ControllerStopRequest: Codec<ControllerStopRequest> = codec("containerd.services.sandbox.v1.ControllerStopRequest", () => root.containerd.services.sandbox.v1.ControllerStopRequest);

export interface ControllerUpdateRequest {
  sandboxId: string;
  sandboxer: string;
  sandbox: Sandbox | null;
  fields: string[];
}
export const ControllerUpdateRequest: Codec<ControllerUpdateRequest> = codec("containerd.services.sandbox.v1.ControllerUpdateRequest", () => root.containerd.services.sandbox.v1.ControllerUpdateRequest);

export interface ControllerWaitRequest {
  sandboxId: string;
  sandboxer: string;
}
export const ControllerWaitRequest: Codec<ControllerWaitRequest> = codec("containerd.services.sandbox.v1.ControllerWaitRequest", () => root.containerd.services.sandbox.v1.ControllerWaitRequest);

export interface ControllerWaitResponse {
  exitStatus: number;
  exitedAt: Timestamp | null;
}
export const ControllerWaitResponse: Codec<ControllerWaitResponse> = codec("containerd.services.sandbox.v1.ControllerWaitResponse", () => root.containerd.services.sandbox.v1.ControllerWaitResponse);

export interface StoreCreateRequest {
  sandbox: Sandbox | null;
}
export const StoreCreateRequest: Codec<StoreCreateRequest> = codec("containerd.services.sandbox.v1.StoreCreateRequest", () => root.containerd.services.sandbox.v1.StoreCreateRequest);

export interface StoreCreateResponse {
  sandbox: Sandbox | null;
}
export const StoreCreateResponse: Codec<StoreCreateResponse> = codec("containerd.services.sandbox.v1.StoreCreateResponse", () => root.containerd.services.sandbox.v1.StoreCreateResponse);

export interface StoreDeleteRequest {
  sandboxId: string;
}
export const StoreDeleteRequest: Codec<StoreDeleteRequest> = codec("containerd.services.sandbox.v1.StoreDeleteRequest", () => root.containerd.services.sandbox.v1.StoreDeleteRequest);

export interface StoreGetRequest {
  sandboxId: string;
}
export const StoreGetRequest: Codec<StoreGetRequest> = codec("containerd.services.sandbox.v1.StoreGetRequest", () => root.containerd.services.sandbox.v1.StoreGetRequest);

export interface StoreGetResponse {
  sandbox: Sandbox | null;
}
export const StoreGetResponse: Codec<StoreGetResponse> = codec("containerd.services.sandbox.v1.StoreGetResponse", () => root.containerd.services.sandbox.v1.StoreGetResponse);

export interface StoreListRequest {
  filters: string[];
}
export const StoreListRequest: Codec<StoreListRequest> = codec("containerd.services.sandbox.v1.StoreListRequest", () => root.containerd.services.sandbox.v1.StoreListRequest);

export interface StoreListResponse {
  list: Sandbox[];
}
export const StoreListResponse: Codec<StoreListResponse> = codec("containerd.services.sandbox.v1.StoreListResponse", () => root.containerd.services.sandbox.v1.StoreListResponse);

export interface StoreUpdateRequest {
  sandbox: Sandbox | null;
  fields: string[];
}
export const StoreUpdateRequest: Codec<StoreUpdateRequest> = codec("containerd.services.sandbox.v1.StoreUpdateRequest", () => root.containerd.services.sandbox.v1.StoreUpdateRequest);

export interface StoreUpdateResponse {
  sandbox: Sandbox | null;
}
export const StoreUpdateResponse: Codec<StoreUpdateResponse> = codec("containerd.services.sandbox.v1.StoreUpdateResponse", () => root.containerd.services.sandbox.v1.StoreUpdateResponse);

export type ControllerShutdownResponse = Record<never, never>;
export const ControllerShutdownResponse: Codec<ControllerShutdownResponse> = codec("containerd.services.sandbox.v1.ControllerShutdownResponse", () => root.containerd.services.sandbox.v1.ControllerShutdownResponse);

export type ControllerStopResponse = Record<never, never>;
export const ControllerStopResponse: Codec<ControllerStopResponse> = codec("containerd.services.sandbox.v1.ControllerStopResponse", () => root.containerd.services.sandbox.v1.ControllerStopResponse);

export type ControllerUpdateResponse = Record<never, never>;
export const ControllerUpdateResponse: Codec<ControllerUpdateResponse> = codec("containerd.services.sandbox.v1.ControllerUpdateResponse", () => root.containerd.services.sandbox.v1.ControllerUpdateResponse);

export type StoreDeleteResponse = Record<never, never>;
export const StoreDeleteResponse: Codec<StoreDeleteResponse> = codec("containerd.services.sandbox.v1.StoreDeleteResponse", () => root.containerd.services.sandbox.v1.StoreDeleteResponse);

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

export const ControllerService = {
  name: "containerd.services.sandbox.v1.Controller",
  methods: {
    create: {
      service: "containerd.services.sandbox.v1.Controller",
      name: "Create",
      kind: "unary",
      input: ControllerCreateRequest,
      output: ControllerCreateResponse,
    },
    metrics: {
      service: "containerd.services.sandbox.v1.Controller",
      name: "Metrics",
      kind: "unary",
      input: ControllerMetricsRequest,
      output: ControllerMetricsResponse,
    },
    platform: {
      service: "containerd.services.sandbox.v1.Controller",
      name: "Platform",
      kind: "unary",
      input: ControllerPlatformRequest,
      output: ControllerPlatformResponse,
    },
    shutdown: {
      service: "containerd.services.sandbox.v1.Controller",
      name: "Shutdown",
      kind: "unary",
      input: ControllerShutdownRequest,
      output: ControllerShutdownResponse,
    },
    start: {
      service: "containerd.services.sandbox.v1.Controller",
      name: "Start",
      kind: "unary",
      input: ControllerStartRequest,
      output: ControllerStartResponse,
    },
    status: {
      service: "containerd.services.sandbox.v1.Controller",
      name: "Status",
      kind: "unary",
      input: ControllerStatusRequest,
      output: ControllerStatusResponse,
    },
    stop: {
      service: "containerd.services.sandbox.v1.Controller",
      name: "Stop",
      kind: "unary",
      input: ControllerStopRequest,
      output: ControllerStopResponse,
    },
    update: {
      service: "containerd.services.sandbox.v1.Controller",
      name: "Update",
      kind: "unary",
      input: ControllerUpdateRequest,
      output: ControllerUpdateResponse,
    },
    wait: {
      service: "containerd.services.sandbox.v1.Controller",
      name: "Wait",
      kind: "unary",
      input: ControllerWaitRequest,
      output: ControllerWaitResponse,
    },
  },
} as const satisfies Service;

export const StoreService = {
  name: "containerd.services.sandbox.v1.Store",
  methods: {
    create: {
      service: "containerd.services.sandbox.v1.Store",
      name: "Create",
      kind: "unary",
      input: StoreCreateRequest,
      output: StoreCreateResponse,
    },
    delete: {
      service: "containerd.services.sandbox.v1.Store",
      name: "Delete",
      kind: "unary",
      input: StoreDeleteRequest,
      output: StoreDeleteResponse,
    },
    get: {
      service: "containerd.services.sandbox.v1.Store",
      name: "Get",
      kind: "unary",
      input: StoreGetRequest,
      output: StoreGetResponse,
    },
    list: {
      service: "containerd.services.sandbox.v1.Store",
      name: "List",
      kind: "unary",
      input: StoreListRequest,
      output: StoreListResponse,
    },
    update: {
      service: "containerd.services.sandbox.v1.Store",
      name: "Update",
      kind: "unary",
      input: StoreUpdateRequest,
      output: StoreUpdateResponse,
    },
  },
} as const satisfies Service;
