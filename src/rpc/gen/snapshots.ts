// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./snapshots.pb.js";

export const Kind = {
  UNKNOWN: 0,
  VIEW: 1,
  ACTIVE: 2,
  COMMITTED: 3,
} as const;

export interface CleanupRequest {
  snapshotter: string;
}
export const CleanupRequest: Codec<CleanupRequest> = codec("containerd.services.snapshots.v1.CleanupRequest", () => root.containerd.services.snapshots.v1.CleanupRequest);

export interface CommitSnapshotRequest {
  snapshotter: string;
  name: string;
  key: string;
  labels: Record<string, string>;
  parent: string;
}
export const CommitSnapshotRequest: Codec<CommitSnapshotRequest> = codec("containerd.services.snapshots.v1.CommitSnapshotRequest", () => root.containerd.services.snapshots.v1.CommitSnapshotRequest);

export interface Info {
  name: string;
  parent: string;
  kind: number;
  createdAt: Timestamp | null;
  updatedAt: Timestamp | null;
  labels: Record<string, string>;
}
export const Info: Codec<Info> = codec("containerd.services.snapshots.v1.Info", () => root.containerd.services.snapshots.v1.Info);

export interface ListSnapshotsRequest {
  snapshotter: string;
  filters: string[];
}
export const ListSnapshotsRequest: Codec<ListSnapshotsRequest> = codec("containerd.services.snapshots.v1.ListSnapshotsRequest", () => root.containerd.services.snapshots.v1.ListSnapshotsRequest);

export interface ListSnapshotsResponse {
  info: Info[];
}
export const ListSnapshotsResponse: Codec<ListSnapshotsResponse> = codec("containerd.services.snapshots.v1.ListSnapshotsResponse", () => root.containerd.services.snapshots.v1.ListSnapshotsResponse);

export interface MountsRequest {
  snapshotter: string;
  key: string;
}
export const MountsRequest: Codec<MountsRequest> = codec("containerd.services.snapshots.v1.MountsRequest", () => root.containerd.services.snapshots.v1.MountsRequest);

export interface MountsResponse {
  mounts: Mount[];
}
export const MountsResponse: Codec<MountsResponse> = codec("containerd.services.snapshots.v1.MountsResponse", () => root.containerd.services.snapshots.v1.MountsResponse);

export interface PrepareSnapshotRequest {
  snapshotter: string;
  key: string;
  parent: string;
  labels: Record<string, string>;
}
export const PrepareSnapshotRequest: Codec<PrepareSnapshotRequest> = codec("containerd.services.snapshots.v1.PrepareSnapshotRequest", () => root.containerd.services.snapshots.v1.PrepareSnapshotRequest);

export interface PrepareSnapshotResponse {
  mounts: Mount[];
}
export const PrepareSnapshotResponse: Codec<PrepareSnapshotResponse> = codec("containerd.services.snapshots.v1.PrepareSnapshotResponse", () => root.containerd.services.snapshots.v1.PrepareSnapshotResponse);

export interface RemoveSnapshotRequest {
  snapshotter: string;
  key: string;
}
export const RemoveSnapshotRequest: Codec<RemoveSnapshotRequest> = codec("containerd.services.snapshots.v1.RemoveSnapshotRequest", () => root.containerd.services.snapshots.v1.RemoveSnapshotRequest);

export interface StatSnapshotRequest {
  snapshotter: string;
  key: string;
}
export const StatSnapshotRequest: Codec<StatSnapshotRequest> = codec("containerd.services.snapshots.v1.StatSnapshotRequest", () => root.containerd.services.snapshots.v1.StatSnapshotRequest);

export interface StatSnapshotResponse {
  info: Info | null;
}
export const StatSnapshotResponse: Codec<StatSnapshotResponse> = codec("containerd.services.snapshots.v1.StatSnapshotResponse", () => root.containerd.services.snapshots.v1.StatSnapshotResponse);

export interface UpdateSnapshotRequest {
  snapshotter: string;
  info: Info | null;
  updateMask: FieldMask | null;
}
export const UpdateSnapshotRequest: Codec<UpdateSnapshotRequest> = codec("containerd.services.snapshots.v1.UpdateSnapshotRequest", () => root.containerd.services.snapshots.v1.UpdateSnapshotRequest);

export interface UpdateSnapshotResponse {
  info: Info | null;
}
export const UpdateSnapshotResponse: Codec<UpdateSnapshotResponse> = codec("containerd.services.snapshots.v1.UpdateSnapshotResponse", () => root.containerd.services.snapshots.v1.UpdateSnapshotResponse);

export interface UsageRequest {
  snapshotter: string;
  key: string;
}
export const UsageRequest: Codec<UsageRequest> = codec("containerd.services.snapshots.v1.UsageRequest", () => root.containerd.services.snapshots.v1.UsageRequest);

export interface UsageResponse {
  size: number;
  inodes: number;
}
export const UsageResponse: Codec<UsageResponse> = codec("containerd.services.snapshots.v1.UsageResponse", () => root.containerd.services.snapshots.v1.UsageResponse);

export interface ViewSnapshotRequest {
  snapshotter: string;
  key: string;
  parent: string;
  labels: Record<string, string>;
}
export const ViewSnapshotRequest: Codec<ViewSnapshotRequest> = codec("containerd.services.snapshots.v1.ViewSnapshotRequest", () => root.containerd.services.snapshots.v1.ViewSnapshotRequest);

export interface ViewSnapshotResponse {
  mounts: Mount[];
}
export const ViewSnapshotResponse: Codec<ViewSnapshotResponse> = codec("containerd.services.snapshots.v1.ViewSnapshotResponse", () => root.containerd.services.snapshots.v1.ViewSnapshotResponse);

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

export interface FieldMask {
  paths: string[];
}
export const FieldMask: Codec<FieldMask> = codec("google.protobuf.FieldMask", () => root.google.protobuf.FieldMask);

export const SnapshotsService = {
  name: "containerd.services.snapshots.v1.Snapshots",
  methods: {
    cleanup: {
      service: "containerd.services.snapshots.v1.Snapshots",
      name: "Cleanup",
      kind: "unary",
      input: CleanupRequest,
      output: Empty,
    },
    commit: {
      service: "containerd.services.snapshots.v1.Snapshots",
      name: "Commit",
      kind: "unary",
      input: CommitSnapshotRequest,
      output: Empty,
    },
    list: {
      service: "containerd.services.snapshots.v1.Snapshots",
      name: "List",
      kind: "download",
      input: ListSnapshotsRequest,
      output: ListSnapshotsResponse,
    },
    mounts: {
      service: "containerd.services.snapshots.v1.Snapshots",
      name: "Mounts",
      kind: "unary",
      input: MountsRequest,
      output: MountsResponse,
    },
    prepare: {
      service: "containerd.services.snapshots.v1.Snapshots",
      name: "Prepare",
      kind: "unary",
      input: PrepareSnapshotRequest,
      output: PrepareSnapshotResponse,
    },
    remove: {
      service: "containerd.services.snapshots.v1.Snapshots",
      name: "Remove",
      kind: "unary",
      input: RemoveSnapshotRequest,
      output: Empty,
    },
    stat: {
      service: "containerd.services.snapshots.v1.Snapshots",
      name: "Stat",
      kind: "unary",
      input: StatSnapshotRequest,
      output: StatSnapshotResponse,
    },
    update: {
      service: "containerd.services.snapshots.v1.Snapshots",
      name: "Update",
      kind: "unary",
      input: UpdateSnapshotRequest,
      output: UpdateSnapshotResponse,
    },
    usage: {
      service: "containerd.services.snapshots.v1.Snapshots",
      name: "Usage",
      kind: "unary",
      input: UsageRequest,
      output: UsageResponse,
    },
    view: {
      service: "containerd.services.snapshots.v1.Snapshots",
      name: "View",
      kind: "unary",
      input: ViewSnapshotRequest,
      output: ViewSnapshotResponse,
    },
  },
} as const satisfies Service;
