import { slot } from "../plugin/index.ts";

export interface CollectionStats {
  /** Milliseconds in which metadata was locked. */
  readonly lockedMillis: number;
  readonly elapsedMillis: number;
  /** How many objects were removed, by kind: `content`, `image`, `ingest`, `lease`, `snapshot`. */
  readonly removed: Readonly<Record<string, number>>;
}

/** Removes what nothing refers to. Mark and sweep of records are one operation; files go afterwards. */
export interface Collectable {
  collect(): Promise<CollectionStats>;
  /** Called after each change: how many objects it deleted and whether anything was changed at all. */
  onMutation(listener: (deletions: number) => void): void;
}

/** Decides when to collect. Source: containerd plugins/gc/scheduler.go. */
export interface Collector {
  /** Collects now, and resolves when that is done: for `sync` deletes. */
  collectNow(): Promise<CollectionStats>;
}

export const Collector = slot<Collector>("io.containerd.gc.v1");
