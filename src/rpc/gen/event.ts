// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec } from "../message.ts";
import root from "./event.pb.js";

export interface ContainerCreate {
  id: string;
  image: string;
  runtime: ContainerCreateRuntime | null;
}
export const ContainerCreate: Codec<ContainerCreate> = codec("containerd.events.ContainerCreate", () => root.containerd.events.ContainerCreate);

export interface ContainerCreateRuntime {
  name: string;
  options: Any | null;
}
export const ContainerCreateRuntime: Codec<ContainerCreateRuntime> = codec("containerd.events.ContainerCreate.Runtime", () => root.containerd.events.ContainerCreate.Runtime);

export interface ContainerDelete {
  id: string;
}
export const ContainerDelete: Codec<ContainerDelete> = codec("containerd.events.ContainerDelete", () => root.containerd.events.ContainerDelete);

export interface ContainerUpdate {
  id: string;
  image: string;
  labels: Record<string, string>;
  snapshotKey: string;
}
export const ContainerUpdate: Codec<ContainerUpdate> = codec("containerd.events.ContainerUpdate", () => root.containerd.events.ContainerUpdate);

export interface ContentCreate {
  digest: string;
  size: number;
  mediaType: string;
}
export const ContentCreate: Codec<ContentCreate> = codec("containerd.events.ContentCreate", () => root.containerd.events.ContentCreate);

export interface ContentDelete {
  digest: string;
}
export const ContentDelete: Codec<ContentDelete> = codec("containerd.events.ContentDelete", () => root.containerd.events.ContentDelete);

export interface NamespaceCreate {
  name: string;
  labels: Record<string, string>;
}
export const NamespaceCreate: Codec<NamespaceCreate> = codec("containerd.events.NamespaceCreate", () => root.containerd.events.NamespaceCreate);

export interface NamespaceDelete {
  name: string;
}
export const NamespaceDelete: Codec<NamespaceDelete> = codec("containerd.events.NamespaceDelete", () => root.containerd.events.NamespaceDelete);

export interface NamespaceUpdate {
  name: string;
  labels: Record<string, string>;
}
export const NamespaceUpdate: Codec<NamespaceUpdate> = codec("containerd.events.NamespaceUpdate", () => root.containerd.events.NamespaceUpdate);

export interface SandboxCreate {
  sandboxId: string;
}
export const SandboxCreate: Codec<SandboxCreate> = codec("containerd.events.SandboxCreate", () => root.containerd.events.SandboxCreate);

export interface SandboxExit {
  sandboxId: string;
  exitStatus: number;
  exitedAt: Timestamp | null;
}
export const SandboxExit: Codec<SandboxExit> = codec("containerd.events.SandboxExit", () => root.containerd.events.SandboxExit);

export interface SandboxStart {
  sandboxId: string;
}
export const SandboxStart: Codec<SandboxStart> = codec("containerd.events.SandboxStart", () => root.containerd.events.SandboxStart);

export interface SnapshotCommit {
  key: string;
  name: string;
  snapshotter: string;
}
export const SnapshotCommit: Codec<SnapshotCommit> = codec("containerd.events.SnapshotCommit", () => root.containerd.events.SnapshotCommit);

export interface SnapshotPrepare {
  key: string;
  parent: string;
  snapshotter: string;
}
export const SnapshotPrepare: Codec<SnapshotPrepare> = codec("containerd.events.SnapshotPrepare", () => root.containerd.events.SnapshotPrepare);

export interface SnapshotRemove {
  key: string;
  snapshotter: string;
}
export const SnapshotRemove: Codec<SnapshotRemove> = codec("containerd.events.SnapshotRemove", () => root.containerd.events.SnapshotRemove);

export interface TaskCheckpointed {
  containerId: string;
  checkpoint: string;
}
export const TaskCheckpointed: Codec<TaskCheckpointed> = codec("containerd.events.TaskCheckpointed", () => root.containerd.events.TaskCheckpointed);

export interface TaskCreate {
  containerId: string;
  bundle: string;
  rootfs: Mount[];
  io: TaskIO | null;
  checkpoint: string;
  pid: number;
}
export const TaskCreate: Codec<TaskCreate> = codec("containerd.events.TaskCreate", () => root.containerd.events.TaskCreate);

export interface TaskDelete {
  containerId: string;
  pid: number;
  exitStatus: number;
  exitedAt: Timestamp | null;
  id: string;
}
export const TaskDelete: Codec<TaskDelete> = codec("containerd.events.TaskDelete", () => root.containerd.events.TaskDelete);

export interface TaskExecAdded {
  containerId: string;
  execId: string;
}
export const TaskExecAdded: Codec<TaskExecAdded> = codec("containerd.events.TaskExecAdded", () => root.containerd.events.TaskExecAdded);

export interface TaskExecStarted {
  containerId: string;
  execId: string;
  pid: number;
}
export const TaskExecStarted: Codec<TaskExecStarted> = codec("containerd.events.TaskExecStarted", () => root.containerd.events.TaskExecStarted);

export interface TaskExit {
  containerId: string;
  id: string;
  pid: number;
  exitStatus: number;
  exitedAt: Timestamp | null;
}
export const TaskExit: Codec<TaskExit> = codec("containerd.events.TaskExit", () => root.containerd.events.TaskExit);

export interface TaskIO {
  stdin: string;
  stdout: string;
  stderr: string;
  terminal: boolean;
}
export const TaskIO: Codec<TaskIO> = codec("containerd.events.TaskIO", () => root.containerd.events.TaskIO);

export interface TaskOOM {
  containerId: string;
}
export const TaskOOM: Codec<TaskOOM> = codec("containerd.events.TaskOOM", () => root.containerd.events.TaskOOM);

export interface TaskPaused {
  containerId: string;
}
export const TaskPaused: Codec<TaskPaused> = codec("containerd.events.TaskPaused", () => root.containerd.events.TaskPaused);

export interface TaskResumed {
  containerId: string;
}
export const TaskResumed: Codec<TaskResumed> = codec("containerd.events.TaskResumed", () => root.containerd.events.TaskResumed);

export interface TaskStart {
  containerId: string;
  pid: number;
}
export const TaskStart: Codec<TaskStart> = codec("containerd.events.TaskStart", () => root.containerd.events.TaskStart);

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
