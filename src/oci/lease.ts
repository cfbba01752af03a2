// Runs operations in a lease, which protects what they create from collection until something refers to it.
// Source: containerd client/lease.go, core/transfer/local/transfer.go.
import { derive, detached, type Scoped } from "../context/index.ts";
import { type LeaseStore, leaseLabels } from "../core/lease.ts";
import { fromMillis, toRfc3339 } from "../core/time.ts";

/** Milliseconds after which a lease expires. It matters when the process of an operation dies before it deletes the lease. */
const lifetimeMillis = 24 * 60 * 60 * 1000;

/** Runs `work` in the caller's lease, or else in a new one, which is deleted when `work` has ended. */
export async function withLease<T>(
  ctx: Scoped,
  leases: Pick<LeaseStore, "create" | "delete">,
  work: (ctx: Scoped) => Promise<T>,
): Promise<T> {
  if (ctx.lease !== undefined && ctx.lease !== "") {
    return await work(ctx);
  }
  const labels = { [leaseLabels.expire]: toRfc3339(fromMillis(Date.now() + lifetimeMillis)) };
  const { id } = await leases.create(ctx, { id: "", labels });
  try {
    return await work(derive(ctx, { lease: id }));
  } finally {
    // A failure to delete the lease must not replace the outcome of the work, and the lease expires anyway.
    await leases.delete(detached(ctx), id).catch(() => {});
  }
}
