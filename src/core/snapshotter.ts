// Snapshots. A `Snapshotter` is a driver, which knows directories by number and nothing of names, labels or namespaces.
// `Snapshots` is what callers use: names, kinds, parents and labels, which the metadata keeps once for all drivers.
// Source: containerd core/snapshots/snapshotter.go.
import type { Scoped } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Labels } from "./labels.ts";
import type { Mount } from "./mount.ts";
import type { Timestamp } from "./time.ts";
import type { FieldPaths } from "./update.ts";

/** A label of a snapshot for a container in a user namespace: which user ids of the host its ids are, as `container:host:size`. */
export const snapshotUidLabel = "containerd.io/snapshot/uidmapping";
/** The same for group ids. */
export const snapshotGidLabel = "containerd.io/snapshot/gidmapping";

/** `active` can be written to, `view` only be read; `committed` is a layer that others may have as their parent. */
export type SnapshotKind = "view" | "active" | "committed";

/** What a snapshot's own layer takes, without the layers below it. */
export interface Usage {
  /** Bytes on disk. */
  readonly size: number;
  readonly inodes: number;
}

/** A snapshot as a driver sees it. */
export interface SnapshotChain {
  /** The number that the daemon gave it, which is never used again. */
  readonly number: number;
  readonly kind: SnapshotKind;
  /** The numbers of its ancestors, the parent first. */
  readonly parents: readonly number[];
  /** Only labels that begin with `containerd.io/snapshot/`, and `containerd.io/snapshot.ref`. */
  readonly labels: Labels;
}

/**
 * Makes, mounts and removes the directories of snapshots. It keeps no state of its own: after a crash the daemon asks `list`
 * and removes the directories that the metadata does not know. Calls for different numbers may overlap.
 */
export interface Snapshotter {
  /**
   * Makes the directories of an active snapshot or a view, with the owner and mode of its parent's root. Already exists: the
   * driver brings the committed snapshot that the label `containerd.io/snapshot.ref` names by itself, as remote snapshotters
   * do; from now on that one has this number.
   */
  prepare(chain: SnapshotChain): Promise<void>;
  /** How to mount the snapshot. For the order of options see containerd plugins/snapshots/overlay/overlay.go. */
  mounts(chain: SnapshotChain): Promise<Mount[]>;
  /** Makes the content of an active snapshot durable. `chain.parents` are the parents that it will have. */
  commit(chain: SnapshotChain): Promise<Usage>;
  /** What the writable layer of an active snapshot takes. */
  usage(chain: SnapshotChain): Promise<Usage>;
  /** Removes the directories. It is no error when there are none. */
  remove(number: number): Promise<void>;
  /** The numbers of all directories there are. */
  list(): Promise<number[]>;
  /** Whether an active snapshot that was made without a parent may be committed onto one. */
  readonly canRebase: boolean;
  /** Whether the files of a snapshot's parents belong to those whom its labels map their owners to. Absent: they do not. */
  readonly mapsIds?: boolean;
}

/** The slot of snapshotters. Clients name one by its plugin id; the metadata's `default_snapshotter` says which is meant by none. */
export const Snapshotter = slot<Snapshotter>("io.containerd.snapshotter.v1");

/** A snapshot as clients see it. */
export interface SnapshotInfo {
  /** The key of an active snapshot or a view, the name of a committed one. */
  readonly name: string;
  readonly kind: SnapshotKind;
  /** Name of the parent; empty where there is none. */
  readonly parent: string;
  readonly labels: Labels;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** What a snapshot is made from. */
export interface SnapshotSource {
  readonly key: string;
  /** Name of a committed snapshot; empty or absent for an empty filesystem. */
  readonly parent?: string | undefined;
  readonly labels?: Labels | undefined;
}

/** What an active snapshot is to become. */
export interface SnapshotCommit {
  /** Name of the committed snapshot. */
  readonly name: string;
  /** Key of the active one. */
  readonly key: string;
  readonly labels?: Labels | undefined;
  /** A parent for a snapshot that was made without one; only where the driver can rebase. */
  readonly parent?: string | undefined;
}

/** The snapshots of one driver. Errors about a snapshot that is not there are not found: `snapshot x does not exist`. */
export interface NamedSnapshots {
  /** As the driver says. */
  readonly canRebase: boolean;
  /** As the driver says. */
  readonly mapsIds: boolean;
  stat(ctx: Scoped, key: string): Promise<SnapshotInfo>;
  /** Changes labels. Paths: `labels[.K]`. */
  update(ctx: Scoped, key: string, labels: Labels, paths?: FieldPaths): Promise<SnapshotInfo>;
  /** What the snapshot's own layer takes. */
  usage(ctx: Scoped, key: string): Promise<Usage>;
  /** Failed precondition: the snapshot is committed. */
  mounts(ctx: Scoped, key: string): Promise<Mount[]>;
  /**
   * Makes an active snapshot. Already exists: `snapshot "x"`, or `target snapshot "y"` when the committed snapshot that the
   * label `containerd.io/snapshot.ref` names is there, so that there is nothing to do.
   */
  prepare(ctx: Scoped, source: SnapshotSource): Promise<Mount[]>;
  /** Makes a view. Already exists, as `prepare`. */
  view(ctx: Scoped, source: SnapshotSource): Promise<Mount[]>;
  /** Already exists: `snapshot "x"`. Failed precondition: the snapshot is not active, or cannot get the parent. */
  commit(ctx: Scoped, commit: SnapshotCommit): Promise<void>;
  /** Failed precondition: `cannot remove snapshot with child`. The next collection frees the disk. */
  remove(ctx: Scoped, key: string): Promise<void>;
  /** The snapshots that match any of the filters, over `kind`, `name`, `parent` and `labels`; read page by page. */
  list(ctx: Scoped, filters?: readonly string[]): AsyncIterable<SnapshotInfo>;
}

/** The snapshots of all drivers. */
export interface Snapshots {
  /** Those of the named snapshotter, or of the default one for an empty name. Invalid argument: `snapshotter not loaded: x`. */
  of(snapshotter: string): NamedSnapshots;
  /** The snapshotter that an empty name means. */
  readonly defaultName: string;
  /** The names of all snapshotters that started. */
  names(): readonly string[];
}
