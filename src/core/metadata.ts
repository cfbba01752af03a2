import { slot } from "../plugin/index.ts";
import type { ContainerStore } from "./container.ts";
import type { ContentStore } from "./content.ts";
import type { Collectable } from "./gc.ts";
import type { ImageStore } from "./image.ts";
import type { LeaseStore } from "./lease.ts";
import type { NamespaceStore } from "./namespace.ts";
import type { SandboxStore } from "./sandbox.ts";
import type { Snapshots } from "./snapshotter.ts";

/** Everything that the daemon remembers: a store for each noun, over one database. */
export interface Metadata {
  readonly namespaces: NamespaceStore;
  readonly images: ImageStore;
  readonly containers: ContainerStore;
  readonly sandboxes: SandboxStore;
  readonly leases: LeaseStore;
  readonly content: ContentStore;
  readonly snapshots: Snapshots;
  /** What collections remove garbage from. */
  readonly collectable: Collectable;
}

/** The slot of the metadata. */
export const Metadata = slot<Metadata>("io.containerd.metadata.v1");
