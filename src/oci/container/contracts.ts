// What creating a container needs of whoever keeps containers, snapshots and leases. The daemon's stores satisfy it as they
// are; the client library satisfies it over the API (`client/remote-stores.ts`).
import type { ContainerStore } from "../../core/container.ts";
import type { Image } from "../../core/image.ts";
import type { LeaseStore } from "../../core/lease.ts";
import type { NamedSnapshots } from "../../core/snapshotter.ts";
import type { RunConfig } from "../spec/image.ts";

/** The snapshots of one snapshotter, as far as containers need them. */
export type RootfsSnapshots = Pick<NamedSnapshots, "prepare" | "mounts" | "remove">;

/** Where containers are recorded, and what they stand on. */
export interface ContainerStores {
  readonly containers: Pick<ContainerStore, "get" | "create" | "delete">;
  readonly leases: Pick<LeaseStore, "create" | "delete">;
  /** The snapshots of the snapshotter of this name. */
  snapshots(snapshotter: string): RootfsSnapshots;
}

/** The image that a container is made from. `PlatformImage` is one. */
export interface ContainerImage {
  readonly record: Image;
  /** Name of the snapshot that all its layers make. */
  chainId(): Promise<string>;
  /** How its containers run. */
  config(): Promise<RunConfig>;
}
