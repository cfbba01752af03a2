// What a transfer makes is protected until it is referred to. Source: containerd core/transfer/local/transfer.go.
import { derive, detached, type Scoped } from "../../context/index.ts";
import { type LeaseStore, leaseLabels } from "../../core/lease.ts";
import { fromMillis, toRfc3339 } from "../../core/time.ts";

/** Should the daemon die during a transfer, the next one's lease ends by itself. */
const lifetimeMillis = 24 * 3600 * 1000;

/** Runs `work` in the caller's lease, or in one of its own that ends with it. */
export async function withLease<T>(
  ctx: Scoped,
  leases: LeaseStore,
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
    await leases.delete(detached(ctx), id);
  }
}
