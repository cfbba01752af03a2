import type { Scoped } from "../context/index.ts";
import type { Any } from "./any.ts";
import type { Labels } from "./labels.ts";
import type { Timestamp } from "./time.ts";
import type { FieldPaths } from "./update.ts";

/** A container's record, from which its task is made. Source: containerd core/containers/containers.go. */
export interface Container {
  readonly id: string;
  readonly labels: Labels;
  /** Name of the image that it was made from; may be empty. */
  readonly image: string;
  /** Name of the runtime, such as `io.containerd.runc.v2`, and its options. */
  readonly runtime: { readonly name: string; readonly options?: Any | undefined };
  /** The OCI runtime spec. */
  readonly spec: Any;
  /** Name of the snapshotter that has its root filesystem; empty where it has none. */
  readonly snapshotter: string;
  /** Key of the snapshot in that snapshotter. */
  readonly snapshotKey: string;
  /** Id of the sandbox that it belongs to; empty where there is none. */
  readonly sandbox: string;
  /** What clients keep with it, by names of their own. */
  readonly extensions: Readonly<Record<string, Any>>;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** A container as a client gives it: the store adds the times. */
export type NewContainer = Omit<Container, "createdAt" | "updatedAt">;

/** The records of containers. A container is a root of collections: what it refers to is kept until it is deleted. */
export interface ContainerStore {
  /** Not found: `container "x" in namespace "n"`. */
  get(ctx: Scoped, id: string): Promise<Container>;
  /** Throws as `get` does, without reading the record. */
  require(ctx: Scoped, id: string): Promise<void>;
  /**
   * The containers that match any of the filters, over `id`, `image`, `runtime.name` and `labels`, by id. They are read page
   * by page, so that others may run between two pages.
   */
  list(ctx: Scoped, filters?: readonly string[]): AsyncIterable<Container>;
  /** Already exists: `container "x"`. Invalid argument: a field that may not be as it is. */
  create(ctx: Scoped, container: NewContainer): Promise<Container>;
  /** Paths: `labels[.K]`, `spec`, `extensions[.K]`, `image`, `snapshotkey`. Not found: `container "x"`. */
  update(ctx: Scoped, container: NewContainer, paths?: FieldPaths): Promise<Container>;
  /** Not found: `container x`. */
  delete(ctx: Scoped, id: string): Promise<void>;
}
