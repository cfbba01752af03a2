import type { Scoped } from "../context/index.ts";
import type { Labels } from "./labels.ts";
import type { Timestamp } from "./time.ts";

/** Protects resources from collection while it lives. Source: containerd core/leases/lease.go. */
export interface Lease {
  readonly id: string;
  readonly labels: Labels;
  readonly createdAt: Timestamp;
}

/** `type` is `content`, `ingests`, `images` or `snapshots/<snapshotter>`. */
export interface LeaseResource {
  readonly type: string;
  readonly id: string;
}

export interface LeaseStore {
  /** An empty id makes one. */
  create(ctx: Scoped, lease: { id: string; labels: Labels }): Promise<Lease>;
  /** `sync` waits for a collection. Not found: `lease "x"`. */
  delete(ctx: Scoped, id: string, options?: { sync?: boolean }): Promise<void>;
  /** Lets the lease end at `expiresAt` instead of when it would have ended. Not found: `lease "x"`. */
  renew(ctx: Scoped, id: string, expiresAt: Timestamp): Promise<void>;
  list(ctx: Scoped, filters?: readonly string[]): Promise<Lease[]>;
  addResource(ctx: Scoped, id: string, resource: LeaseResource): Promise<void>;
  deleteResource(ctx: Scoped, id: string, resource: LeaseResource): Promise<void>;
  resources(ctx: Scoped, id: string): Promise<LeaseResource[]>;
}

/** Lease labels with a meaning. Source: containerd core/metadata/gc.go. */
export const leaseLabels = {
  /** RFC 3339: the lease ends then. */
  expire: "containerd.io/gc.expire",
  /** Present: references of its resources are not followed, but for snapshot parents. */
  flat: "containerd.io/gc.flat",
} as const;
