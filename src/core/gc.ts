import { slot } from "../plugin/index.ts";

/** What a collection did. */
export interface CollectionStats {
  /** Milliseconds in which metadata was locked. */
  readonly lockedMillis: number;
  /** Milliseconds from its beginning to the removal of the last file. */
  readonly elapsedMillis: number;
  /** How many objects were removed, by kind: `content`, `image`, `ingest`, `lease`, `snapshot`. */
  readonly removed: Readonly<Record<string, number>>;
}

/** Something that garbage can be collected from. */
export interface Collectable {
  /** Removes the records that nothing refers to, as one change, and then the files that belonged to them. */
  collect(): Promise<CollectionStats>;
  /** `listener` is called after each change with the number of objects that it deleted. */
  onMutation(listener: (deletions: number) => void): void;
}

/** Decides when garbage is collected. Source: containerd plugins/gc/scheduler.go. */
export interface Collector {
  /** Collects now, and resolves when that is done. */
  collectNow(): Promise<CollectionStats>;
}

/** The slot of the collector. */
export const Collector = slot<Collector>("io.containerd.gc.v1");
