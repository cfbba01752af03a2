// What the snapshots of a driver are kept in.
import type { Scoped } from "../../context/index.ts";
import type { Snapshotter } from "../../core/snapshotter.ts";
import type { ChangeQueue } from "./change-queue.ts";
import type { Leftovers } from "./leftovers.ts";
import type { SnapshotRows } from "./snapshot-rows.ts";

/** What the snapshots of all drivers share. */
export interface SnapshotStores {
  readonly rows: SnapshotRows;
  readonly changes: ChangeQueue;
  readonly leftovers: Leftovers;
}

/** The stores, and one driver. */
export interface DriverStores extends SnapshotStores {
  /** The plugin id of the driver. */
  readonly name: string;
  readonly driver: Snapshotter;
}

/** On whose behalf a snapshot of a driver is changed. */
export interface SnapshotCaller {
  readonly namespace: string;
  readonly lease: string | undefined;
  readonly snapshotter: string;
}

/** The caller as changes of the database know it. */
export function callerOf({ namespace, lease }: Scoped, snapshotter: string): SnapshotCaller {
  return { namespace, lease, snapshotter };
}
