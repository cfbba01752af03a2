// The parts of the stores of containers, snapshots and leases that creating a container needs. The daemon's stores have them;
// the client library implements them by calls of the API (`client/remote-stores.ts`).
import type { ContainerStore } from "../../core/container.ts";
import type { Image } from "../../core/image.ts";
import type { LeaseStore } from "../../core/lease.ts";
import type { NamedSnapshots } from "../../core/snapshotter.ts";
import type { RunConfig } from "../spec/image.ts";

/** The snapshots of one snapshotter, as far as containers need them. */
export type RootfsSnapshots = Pick<NamedSnapshots, "prepare" | "mounts" | "remove">;

/** The stores that creating a container reads and writes. */
export interface ContainerStores {
  readonly containers: Pick<ContainerStore, "get" | "create" | "delete">;
  readonly leases: Pick<LeaseStore, "create" | "delete">;
  /** The snapshots of the snapshotter of this name. */
  snapshots(snapshotter: string): RootfsSnapshots;
}

/** The image that a container is made from. `PlatformImage` is one. */
export interface ContainerImage {
  readonly record: Image;
  /** Name of the snapshot that the image's layers make. */
  chainId(): Promise<string>;
  /** The part of the image's configuration that says how its containers run. */
  config(): Promise<RunConfig>;
}
