import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { type Client, isKind, type RequestOptions } from "../../../client/index.ts";

/** The path of a directory without symbolic links, which is the key of its snapshot. One that is gone keeps its plain path. */
export function mountPoint(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** Milliseconds after which the lease of a mount ends by itself, for one that somebody has forgotten. */
const forgottenAfter = 24 * 60 * 60 * 1000;

/** The lease that keeps the snapshot of a mounted image. Lease and snapshot are named by the directory. */
export class MountLease {
  readonly #client: Client;
  readonly #snapshotter: string;
  readonly #target: string;

  constructor(client: Client, snapshotter: string, target: string) {
    this.#client = client;
    this.#snapshotter = snapshotter;
    this.#target = target;
  }

  /** Makes the lease. False: it exists already. */
  async take(options: RequestOptions): Promise<boolean> {
    const labels = { [`containerd.io/gc.ref.snapshot.${this.#snapshotter}`]: this.#target };
    const lease = { id: this.#target, expires: forgottenAfter, labels };
    return done(this.#client.leases.create(lease, options), "already exists");
  }

  /** Deletes the lease and the snapshot. */
  async drop(options: RequestOptions): Promise<void> {
    await done(this.#client.leases.delete(this.#target, options), "not found");
    const snapshots = this.#client.snapshots(this.#snapshotter);
    await done(snapshots.remove(this.#target, options), "not found");
  }
}

/** Whether something was done; false when it failed with the kind that means there was nothing to do. */
async function done(work: Promise<unknown>, unless: "already exists" | "not found"): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (isKind(error, unless)) {
      return false;
    }
    throw error;
  }
}
