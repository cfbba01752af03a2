// What `tsrt/plugin` gives to a user's plugin: how to declare one, the slots it may fill or need, and errors that
// clients understand.
export {
  aborted,
  alreadyExists,
  dataLoss,
  Fault,
  failedPrecondition,
  invalidArgument,
  notFound,
  notImplemented,
  outOfRange,
  permissionDenied,
  resourceExhausted,
  unavailable,
} from "../errors/index.ts";
export type { Log } from "../log/index.ts";
export * from "../plugin/index.ts";
export { ApiService } from "./api.ts";
export { type BlobInfo, BlobStore, type BlobWriter } from "./blob.ts";
export { CredentialSource } from "./credentials.ts";
export { Daemon } from "./daemon.ts";
export { type Applied, type ApplyOptions, Differ, type DiffOptions } from "./diff.ts";
export { type Envelope, type EventBody, Events } from "./event.ts";
export { Collector } from "./gc.ts";
export { ImageVerifier, type Judgement } from "./image-verifier.ts";
export { Metadata } from "./metadata.ts";
export type { Mount } from "./mount.ts";
export { Registry } from "./registry.ts";
export { type SnapshotChain, type SnapshotKind, Snapshotter, type Usage } from "./snapshotter.ts";
export { Streams } from "./stream.ts";
export { TaskRuntime } from "./task.ts";
export { type Credentials, type CredentialsOf, Transfer } from "./transfer.ts";
