// Leases of transfers: what a transfer brings is protected by one until an image refers to it. The lease of a pull that was
// broken off stays for a while, so that the next pull of the same image finds what was fetched and goes on from there.
// Source: containerd core/transfer/local/transfer.go.
import { derive, detached, type Scoped } from "../../context/index.ts";
import { KeyedLock } from "../../context/keyed-lock.ts";
import { type Lease, type LeaseStore, leaseLabels } from "../../core/lease.ts";
import { fromMillis, type Timestamp, toRfc3339 } from "../../core/time.ts";
import { isKind } from "../../errors/index.ts";

/** Label with the reference that a lease's pull fetches. */
const pullLabel = "io.tsrt/pull";

/**
 * Milliseconds. A running transfer renews its lease this often, so that the time for which the lease of a killed daemon
 * stays is counted from about its death.
 */
const maxRenewalInterval = 10 * 60_000;

/** Milliseconds. The lease of a running transfer lives at least this long, however short the retention is. */
const minLifetime = 60_000;

export class TransferLeases {
  readonly #leases: LeaseStore;
  readonly #retention: number;
  /** `namespace/id` of the leases whose transfers run. */
  readonly #running = new Set<string>();
  /** One pull of a reference at a time opens its lease, or ends those that others have left: it must not take a new one for such. */
  readonly #ends = new KeyedLock();

  /** `retention`: milliseconds for which the lease of a pull that was broken off stays; 0: it goes at once. */
  constructor(leases: LeaseStore, retention: number) {
    this.#leases = leases;
    this.#retention = retention;
  }

  /**
   * Runs `work` in the caller's lease, or in one of its own that ends with it. `pulled` is the reference that `work` pulls:
   * it runs in the lease that an earlier pull of the same reference left, and leaves its own when it is broken off.
   */
  async run<T>(ctx: Scoped, pulled: string | undefined, work: (ctx: Scoped) => Promise<T>): Promise<T> {
    if (ctx.lease !== undefined && ctx.lease !== "") {
      return await work(ctx);
    }
    const id = await this.#exclusively(ctx, pulled, () => this.#open(ctx, pulled));
    const cleanup = detached(ctx);
    const renewal = setInterval(() => this.#renew(cleanup, id).catch(() => {}), this.#renewalInterval);
    try {
      const result = await work(derive(ctx, { lease: id }));
      await this.#exclusively(cleanup, pulled, () => this.#deleteAll(cleanup, id, pulled));
      return result;
    } catch (error) {
      // Whatever becomes of the lease, the caller is told why the work failed. A lease that cannot be changed expires.
      await this.#endAfter(error, cleanup, id, pulled).catch(() => {});
      throw error;
    } finally {
      clearInterval(renewal);
      this.#running.delete(nameOf(ctx, id));
    }
  }

  #exclusively<T>(ctx: Scoped, pulled: string | undefined, work: () => Promise<T>): Promise<T> {
    return pulled === undefined ? work() : this.#ends.run(nameOf(ctx, pulled), work, ctx.signal);
  }

  get #lifetime(): number {
    return Math.max(this.#retention, minLifetime);
  }

  get #renewalInterval(): number {
    return Math.min(this.#lifetime / 4, maxRenewalInterval);
  }

  async #open(ctx: Scoped, pulled: string | undefined): Promise<string> {
    for (const { id } of pulled === undefined ? [] : await this.#leftBy(ctx, pulled)) {
      if (await this.#takeOver(ctx, id)) {
        return id;
      }
    }
    const expire = toRfc3339(inMillis(this.#lifetime));
    const labels = { [leaseLabels.expire]: expire, ...(pulled === undefined ? {} : { [pullLabel]: pulled }) };
    const { id } = await this.#leases.create(ctx, { id: "", labels });
    this.#running.add(nameOf(ctx, id));
    return id;
  }

  /** False when another pull has taken the lease over, or a collection has removed it. */
  async #takeOver(ctx: Scoped, id: string): Promise<boolean> {
    const name = nameOf(ctx, id);
    if (this.#running.has(name)) {
      return false;
    }
    this.#running.add(name);
    try {
      await this.#renew(ctx, id);
      return true;
    } catch (error) {
      this.#running.delete(name);
      if (isKind(error, "not found")) {
        return false;
      }
      throw error;
    }
  }

  /** Leases of pulls of `pulled` that run no more. */
  async #leftBy(ctx: Scoped, pulled: string): Promise<Lease[]> {
    const leases = await this.#leases.list(ctx);
    return leases.filter(
      ({ id, labels }) => labels[pullLabel] === pulled && !this.#running.has(nameOf(ctx, id)),
    );
  }

  async #renew(ctx: Scoped, id: string): Promise<void> {
    await this.#leases.renew(ctx, id, inMillis(this.#lifetime));
  }

  /** Deletes the lease, and those that earlier pulls of the same reference left: an image refers to what they protected. */
  async #deleteAll(ctx: Scoped, id: string, pulled: string | undefined): Promise<void> {
    const left = pulled === undefined ? [] : await this.#leftBy(ctx, pulled);
    await this.#leases.delete(ctx, id);
    for (const lease of left) {
      await this.#leases.delete(ctx, lease.id).catch(unlessNotFound);
    }
  }

  async #endAfter(error: unknown, ctx: Scoped, id: string, pulled: string | undefined): Promise<void> {
    const isKept = pulled !== undefined && this.#retention > 0 && isBrokenOff(error);
    if (isKept && (await this.#leases.resources(ctx, id)).length > 0) {
      await this.#leases.renew(ctx, id, inMillis(this.#retention));
    } else {
      await this.#leases.delete(ctx, id);
    }
  }
}

/**
 * Whether a pull ended because its client or the network went away. What was fetched is good then; after any other failure
 * (a wrong digest, a full disk) it would only take room.
 */
function isBrokenOff(error: unknown): boolean {
  return isKind(error, "canceled", "deadline exceeded", "unavailable");
}

function unlessNotFound(error: unknown): void {
  if (!isKind(error, "not found")) {
    throw error;
  }
}

function inMillis(millis: number): Timestamp {
  return fromMillis(Date.now() + millis);
}

function nameOf({ namespace }: Scoped, id: string): string {
  return `${namespace}/${id}`;
}
