// Snapshots. `Snapshotter` is a driver: it knows directories by number and nothing of names, labels or namespaces.
// `Snapshots` is what callers use: names, kinds, parents and labels, kept once in the metadata for all drivers.
// Source: containerd core/snapshots/snapshotter.go.
import type { Scoped } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Labels } from "./labels.ts";
import type { Mount } from "./mount.ts";
import type { Timestamp } from "./time.ts";
import type { FieldPaths } from "./update.ts";

export type SnapshotKind = "view" | "active" | "committed";

export interface Usage {
  /** Bytes on disk. */
  readonly size: number;
  readonly inodes: number;
}

/** A snapshot as a driver sees it: its number and its ancestors' numbers, nearest first. */
export interface SnapshotChain {
  readonly number: number;
  readonly kind: SnapshotKind;
  readonly parents: readonly number[];
  /** Only labels that begin with `containerd.io/snapshot/` or are `containerd.io/snapshot.ref`. */
  readonly labels: Labels;
}

/**
 * Makes, mounts and removes directories. Stateless: after a crash the daemon asks `list` and removes what the metadata
 * does not know. All of it may be called at once for different numbers.
 */
export interface Snapshotter {
  /**
   * Makes the directories of an active snapshot or a view, with the owner and mode of its parent's root.
   * Already exists: the driver has by itself the committed snapshot that label `containerd.io/snapshot.ref` names (a remote
   * snapshotter); from now on it goes by this number.
   */
  prepare(chain: SnapshotChain): Promise<void>;
  /** How to mount it. Source of the options' order: containerd plugins/snapshots/overlay/overlay.go. */
  mounts(chain: SnapshotChain): Promise<Mount[]>;
  /** Makes an active snapshot's content durable; `chain.parents` are the ones it will have. Gives its own layer's usage. */
  commit(chain: SnapshotChain): Promise<Usage>;
  /** What its own writable layer takes. */
  usage(chain: SnapshotChain): Promise<Usage>;
  /** Removes its directories; not an error when they are gone. */
  remove(number: number): Promise<void>;
  /** Numbers of all directories there are. */
  list(): Promise<number[]>;
  /** Whether an active snapshot made without parent may be committed onto one. */
  readonly canRebase: boolean;
}

export const Snapshotter = slot<Snapshotter>("io.containerd.snapshotter.v1");

export interface SnapshotInfo {
  readonly name: string;
  readonly kind: SnapshotKind;
  /** Empty when it has none. */
  readonly parent: string;
  readonly labels: Labels;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

export interface SnapshotSource {
  readonly key: string;
  readonly parent?: string | undefined;
  readonly labels?: Labels | undefined;
}

export interface SnapshotCommit {
  readonly name: string;
  readonly key: string;
  readonly labels?: Labels | undefined;
  /** Only for an active snapshot without parent, where the driver can rebase. */
  readonly parent?: string | undefined;
}

/** The snapshots of one driver. Not found: `snapshot x does not exist`. */
export interface NamedSnapshots {
  readonly canRebase: boolean;
  stat(ctx: Scoped, key: string): Promise<SnapshotInfo>;
  update(ctx: Scoped, key: string, labels: Labels, paths?: FieldPaths): Promise<SnapshotInfo>;
  usage(ctx: Scoped, key: string): Promise<Usage>;
  mounts(ctx: Scoped, key: string): Promise<Mount[]>;
  prepare(ctx: Scoped, source: SnapshotSource): Promise<Mount[]>;
  view(ctx: Scoped, source: SnapshotSource): Promise<Mount[]>;
  commit(ctx: Scoped, commit: SnapshotCommit): Promise<void>;
  /** Failed precondition: `cannot remove snapshot with child`. Disk is freed by the next collection. */
  remove(ctx: Scoped, key: string): Promise<void>;
  list(ctx: Scoped, filters?: readonly string[]): AsyncIterable<SnapshotInfo>;
}

export interface Snapshots {
  /** Invalid argument: `snapshotter not loaded: x`. Empty name: the configured default. */
  of(snapshotter: string): NamedSnapshots;
  /** What an empty name means. */
  readonly defaultName: string;
  names(): readonly string[];
}
