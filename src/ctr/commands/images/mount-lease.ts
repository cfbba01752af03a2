import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { type Client, isKind, type RequestOptions } from "../../../client/index.ts";

/** The one name of a directory. One that has gone is still called by its path. */
export function mountPoint(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** Milliseconds after which a mount that somebody forgot is no reason to keep its snapshot. */
const forgottenAfter = 24 * 60 * 60 * 1000;

/** What keeps the snapshot of a mounted image: a lease that is called as the snapshot is, by the directory. */
export class MountLease {
  readonly #client: Client;
  readonly #snapshotter: string;
  readonly #target: string;

  constructor(client: Client, snapshotter: string, target: string) {
    this.#client = client;
    this.#snapshotter = snapshotter;
    this.#target = target;
  }

  /** False when it was there already. */
  async take(options: RequestOptions): Promise<boolean> {
    const labels = { [`containerd.io/gc.ref.snapshot.${this.#snapshotter}`]: this.#target };
    const lease = { id: this.#target, expires: forgottenAfter, labels };
    return done(this.#client.leases.create(lease, options), "already exists");
  }

  /** Removes the snapshot, too. */
  async drop(options: RequestOptions): Promise<void> {
    await done(this.#client.leases.delete(this.#target, options), "not found");
    const snapshots = this.#client.snapshots(this.#snapshotter);
    await done(snapshots.remove(this.#target, options), "not found");
  }
}

/** False when there was nothing to do. */
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
