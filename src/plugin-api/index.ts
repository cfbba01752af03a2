// What `tsrt/plugin` gives to a user's plugin: how to declare one, the contracts it may fulfil or use with their slots,
// the errors that clients understand, and what an API service is made of.

// Declaring a plugin: `plugin`, `slot`, `key`.

export type { Level, Log } from "../log/index.ts";
export * from "../plugin/index.ts";

// Errors. A kind tells the caller what it may conclude, and becomes the status code of the call.

export {
  aborted,
  alreadyExists,
  dataLoss,
  Fault,
  failedPrecondition,
  internal,
  invalidArgument,
  isKind,
  type Kind,
  kindOf,
  messageOf,
  notFound,
  notImplemented,
  outOfRange,
  permissionDenied,
  resourceExhausted,
  unauthenticated,
  unavailable,
} from "../errors/index.ts";

// The context of a call: its namespace, its lease, and how it is cancelled.

export {
  abortable,
  background,
  type Context,
  derive,
  detached,
  requireNamespace,
  type Scoped,
  throwIfAborted,
} from "../context/index.ts";

// What contracts have in common.

export { type Any, jsonAny, messageName } from "../core/any.ts";
export type { Descriptor, Platform } from "../core/descriptor.ts";
export { type Algorithm, type Digest, parseDigest } from "../core/digest.ts";
export { compileFilters } from "../core/filter.ts";
export { checkIdentifier } from "../core/identifier.ts";
export { checkLabels, type Labels, snapshotLabels, uncompressedLabel } from "../core/labels.ts";
export type { Mount } from "../core/mount.ts";
export { fromMillis, now, type Timestamp, toDate, toMillis, toRfc3339 } from "../core/time.ts";
export type { FieldPaths } from "../core/update.ts";

// Contracts that a plugin may fulfil: content stores, differs, snapshotters, credentials, image verifiers.

export { type BlobInfo, BlobStore, type BlobWriter } from "../core/blob.ts";
export type {
  CommitOptions,
  ContentInfo,
  ContentReader,
  ContentStore,
  ContentWriter,
  IngestStatus,
  WriterOptions,
} from "../core/content.ts";
export { CredentialSource } from "../core/credentials.ts";
export {
  type Applied,
  type ApplyOptions,
  Differ,
  type DiffOptions,
  DiffServiceSlot,
  diffServiceNeed,
} from "../core/diff.ts";
export { ImageVerifier, type Judgement } from "../core/image-verifier.ts";
export {
  type NamedSnapshots,
  type SnapshotChain,
  type SnapshotCommit,
  type SnapshotInfo,
  type SnapshotKind,
  type SnapshotSource,
  type Snapshots,
  Snapshotter,
  type Usage,
} from "../core/snapshotter.ts";

// What the daemon offers to plugins that need it.

export type { Container, ContainerStore, NewContainer } from "../core/container.ts";
export { Daemon } from "../core/daemon.ts";
export { type Envelope, type EventBody, Events } from "../core/event.ts";
export { type Collectable, type CollectionStats, Collector } from "../core/gc.ts";
export type { Image, ImageDelete, ImageStore, NewImage } from "../core/image.ts";
export type { Lease, LeaseResource, LeaseStore } from "../core/lease.ts";
export { Metadata } from "../core/metadata.ts";
export type { Namespace, NamespaceStore } from "../core/namespace.ts";
export {
  type Downloaded,
  type DownloadTarget,
  type PushTarget,
  Registry,
  type RegistryOptions,
  type Repository,
} from "../core/registry.ts";
export { type Stream, Streams } from "../core/stream.ts";
export {
  type Exit,
  type NewExec,
  type NewTask,
  type ProcessState,
  type ShimInfo,
  type Stdio,
  TaskRuntime,
  type TaskStatus,
} from "../core/task.ts";
export {
  type Credentials,
  type CredentialsOf,
  type ExportEnd,
  type ImageName,
  type ImportEnd,
  type Progress,
  type RegistryEnd,
  type StoreEnd,
  Transfer,
  type TransferEnd,
  type TransferOptions,
  type Unpack,
} from "../core/transfer.ts";

// An API service: messages and methods that are declared in TypeScript, and `serve` with their handlers.

export { type ApiRegistration, ApiService } from "../core/api.ts";
export {
  type Download,
  type DuplexMethod,
  type HandlerOf,
  type Handlers,
  type Registration,
  serve,
  type Unary,
  type Upload,
} from "../rpc/handler.ts";
export type { Method, MethodKind, Service } from "../rpc/message.ts";
export { type Field, field } from "./field.ts";
export {
  type Codec,
  type DeclaredMethod,
  Empty,
  type Fields,
  type Init,
  type MessageOf,
  type MessageType,
  message,
  method,
  service,
} from "./message.ts";
