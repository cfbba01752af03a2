/**
 * The client library of tsrt: talks to a tsrt daemon, or to containerd itself.
 *
 * Requests take `{ signal, timeout, lease }` last. Failures are Faults: ask `kindOf(error)`.
 */
export type { Any } from "../core/any.ts";
export type { Container as ContainerRecord } from "../core/container.ts";
export type { ContentInfo, IngestStatus } from "../core/content.ts";
export type { Descriptor, Platform } from "../core/descriptor.ts";
export type { Envelope } from "../core/event.ts";
export type { Image as ImageRecord, NewImage } from "../core/image.ts";
export type { Labels } from "../core/labels.ts";
export type { Lease, LeaseResource } from "../core/lease.ts";
export type { Mount } from "../core/mount.ts";
export type { Namespace } from "../core/namespace.ts";
export type { SnapshotInfo, SnapshotKind, Usage } from "../core/snapshotter.ts";
export type { Exit, Stdio, TaskStatus } from "../core/task.ts";
export type { Timestamp } from "../core/time.ts";
export type { Credentials, CredentialsOf, Progress } from "../core/transfer.ts";
export { Fault, isKind, type Kind, kindOf, messageOf } from "../errors/index.ts";
export { type CdiProblem, CdiRegistry, defaultCdiDirectories, withCdiDevices } from "../oci/cdi/index.ts";
export { formatPlatform, parsePlatform } from "../oci/platform.ts";
export * from "../oci/spec/index.ts";
export type { LinuxNamespace, ProcessSpec } from "../oci/spec/types.ts";
export { type Streams, streamIo } from "../process-io/fifo.ts";
export { type IoFactory, type IoPlace, logIo, nullIo, type ProcessIo, type Sink } from "../process-io/io.ts";
export { Client, type ConnectOptions } from "./client.ts";
export { Container, type DeleteContainerOptions } from "./container.ts";
export { Containers } from "./containers.ts";
export { Content, type ReadOptions, type WriteOptions } from "./content.ts";
export { IngestWriter } from "./content-writer.ts";
export { defaultRuntime, defaultSnapshotter } from "./defaults.ts";
export type { SnapshotDiffOptions } from "./diff.ts";
export { decodeEvent, Events } from "./events.ts";
export { Image } from "./image.ts";
export { Images } from "./images.ts";
export { Introspection, type PluginInfo, type ServerInfo, type Version } from "./introspection.ts";
export { type HeldLease, Leases, type NewLease } from "./leases.ts";
export { Namespaces } from "./namespaces.ts";
export type { NewContainerOptions } from "./new-container.ts";
export type { PodUsage } from "./pod-usage.ts";
export {
  type ContainerStateName,
  type PodContainerInfo,
  type PodInfo,
  type PodRuntimeCondition,
  type PodRuntimeStatus,
  Pods,
} from "./pods.ts";
export { type DeleteOptions, type KillOptions, Process } from "./process.ts";
export { Snapshots } from "./snapshots.ts";
export { type ExecOptions, type ProcessInfo, Task } from "./task.ts";
export { type Metric, type TaskState, Tasks } from "./tasks.ts";
export type {
  ExportOptions,
  ImportOptions,
  PullOptions,
  PushOptions,
  RegistryAccess,
  TransferRequestOptions,
} from "./transfer.ts";
export type { RequestOptions } from "./wire.ts";
