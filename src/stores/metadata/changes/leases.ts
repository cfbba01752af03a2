import { type Lease, type LeaseResource, leaseLabels } from "../../../core/lease.ts";
import { type Timestamp, toMillis, toRfc3339 } from "../../../core/time.ts";
import { alreadyExists, notFound } from "../../../errors/index.ts";
import { nodeOf } from "../lease-resources.ts";
import { withoutEmpty } from "../mask.ts";
import type { Scope, Transaction } from "../transaction.ts";

interface LeaseScope extends Scope {
  readonly id: string;
}

export function createLease(tx: Transaction, args: LeaseScope & { labels: Lease["labels"] }): Lease {
  const { namespace, id } = args;
  if (tx.has(namespace, "lease", id)) {
    throw alreadyExists(`lease "${id}"`);
  }
  const labels = withoutEmpty(args.labels);
  const createdAt = tx.time;
  tx.insert(namespace, "lease", id, { labels, record: { createdAt } });
  return { id, labels, createdAt };
}

export function renewLease(tx: Transaction, args: LeaseScope & { expiresAt: Timestamp }): void {
  const { expiresAt } = args;
  tx.setExpiry(leaseId(tx, args), toMillis(expiresAt), [leaseLabels.expire, toRfc3339(expiresAt)]);
}

export function deleteLease(tx: Transaction, scope: LeaseScope): void {
  tx.remove(leaseId(tx, scope));
}

export function addLeaseResource(tx: Transaction, args: LeaseScope & { resource: LeaseResource }): void {
  tx.addReference(leaseId(tx, args), nodeOf(args.resource));
}

export function deleteLeaseResource(tx: Transaction, args: LeaseScope & { resource: LeaseResource }): void {
  tx.removeReference(leaseId(tx, args), nodeOf(args.resource));
  tx.deletions++;
}

function leaseId(tx: Transaction, { namespace, id }: LeaseScope): number {
  const lease = tx.idOf(namespace, "lease", id);
  if (lease === undefined) {
    throw notFound(`lease "${id}"`);
  }
  return lease;
}
