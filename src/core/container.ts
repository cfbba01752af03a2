import type { Scoped } from "../context/index.ts";
import type { Any } from "./any.ts";
import type { Labels } from "./labels.ts";
import type { Timestamp } from "./time.ts";
import type { FieldPaths } from "./update.ts";

/** A container's record: what a task is made from. Source: containerd core/containers/containers.go. */
export interface Container {
  readonly id: string;
  readonly labels: Labels;
  readonly image: string;
  readonly runtime: { readonly name: string; readonly options?: Any | undefined };
  readonly spec: Any;
  readonly snapshotter: string;
  readonly snapshotKey: string;
  readonly sandbox: string;
  readonly extensions: Readonly<Record<string, Any>>;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

export type NewContainer = Omit<Container, "createdAt" | "updatedAt">;

export interface ContainerStore {
  /** Not found: `container "x" in namespace "n"`. */
  get(ctx: Scoped, id: string): Promise<Container>;
  /** Throws as `get` does, without reading the record. */
  require(ctx: Scoped, id: string): Promise<void>;
  /** Pages by id: no statement stays open between two of them. */
  list(ctx: Scoped, filters?: readonly string[]): AsyncIterable<Container>;
  create(ctx: Scoped, container: NewContainer): Promise<Container>;
  /** Paths: `labels[.K]`, `spec`, `extensions[.K]`, `image`, `snapshotkey`. */
  update(ctx: Scoped, container: NewContainer, paths?: FieldPaths): Promise<Container>;
  /** Not found: `container x`. */
  delete(ctx: Scoped, id: string): Promise<void>;
}
