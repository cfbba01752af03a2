// Leases keep resources while a client works with them. Source: containerd core/leases/lease.go.
import type { Scoped } from "../context/index.ts";
import type { Labels } from "./labels.ts";
import type { Timestamp } from "./time.ts";

/** While a lease lives, no collection removes its resources, nor what they refer to. */
export interface Lease {
  readonly id: string;
  readonly labels: Labels;
  readonly createdAt: Timestamp;
}

/** Something that a lease holds. It need not exist yet. */
export interface LeaseResource {
  /** `content`, `ingests`, `images` or `snapshots/<snapshotter>`. */
  readonly type: string;
  /** Digest, ref, name or key. */
  readonly id: string;
}

/** The leases of all namespaces. Errors about a lease that is not there are not found: `lease "x"`. */
export interface LeaseStore {
  /** Makes a lease; an empty id stands for one that the store makes up. Already exists: `lease "x"`. */
  create(ctx: Scoped, lease: { id: string; labels: Labels }): Promise<Lease>;
  /** Ends the lease. With `sync` it resolves after a collection of what it held. */
  delete(ctx: Scoped, id: string, options?: { sync?: boolean }): Promise<void>;
  /** Lets the lease end at `expiresAt` instead of when it would have ended. */
  renew(ctx: Scoped, id: string, expiresAt: Timestamp): Promise<void>;
  /** The leases that match any of the filters, over `id` and `labels`; without filters all of them. */
  list(ctx: Scoped, filters?: readonly string[]): Promise<Lease[]>;
  /** Invalid argument: a resource that cannot be, such as content whose id is no digest. */
  addResource(ctx: Scoped, id: string, resource: LeaseResource): Promise<void>;
  /** Does nothing where the lease does not hold the resource. */
  deleteResource(ctx: Scoped, id: string, resource: LeaseResource): Promise<void>;
  /** What the lease holds. */
  resources(ctx: Scoped, id: string): Promise<LeaseResource[]>;
}

/** Labels of a lease that have a meaning. Source: containerd core/metadata/gc.go. */
export const leaseLabels = {
  /** RFC 3339: the time at which the lease ends. */
  expire: "containerd.io/gc.expire",
  /** When present, the references of the lease's resources are not followed, except for the parents of snapshots. */
  flat: "containerd.io/gc.flat",
} as const;
