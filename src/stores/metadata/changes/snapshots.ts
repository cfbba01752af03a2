import { type Labels, snapshotLabels } from "../../../core/labels.ts";
import type { SnapshotInfo, SnapshotKind, Usage } from "../../../core/snapshotter.ts";
import type { FieldPaths } from "../../../core/update.ts";
import { failedPrecondition, invalidArgument, notFound } from "../../../errors/index.ts";
import { checkLabelsOf, maskLabels, withoutEmpty } from "../mask.ts";
import type { Node } from "../objects.ts";
import type { SnapshotRecord } from "../records.ts";
import { infoOf, SnapshotRows, type StoredSnapshot, snapshotKey } from "../snapshot-rows.ts";
import type { ObjectState, Scope, Transaction } from "../transaction.ts";

/** A snapshot, and on whose behalf it is changed. */
export interface SnapshotScope extends Scope {
  readonly snapshotter: string;
  readonly key: string;
}

/** Arguments of `createSnapshot`. */
export interface CreateSnapshot extends SnapshotScope {
  readonly kind: SnapshotKind;
  readonly parent: string;
  /** The numbers of the directories that were made for it, and of the parent on which they were made. */
  readonly number: number;
  readonly parentNumber: number;
  readonly labels: Labels;
}

/** The first of these names that is a snapshot already, which the caller's lease holds from now on. */
export function leaseSnapshot(
  tx: Transaction,
  args: Scope & { snapshotter: string; names: readonly string[] },
): string | undefined {
  const { namespace, snapshotter, names } = args;
  const existing = names.find((name) => tx.has(namespace, "snapshot", snapshotKey(snapshotter, name)));
  if (existing !== undefined) {
    tx.lease(args, node(snapshotter, existing));
  }
  return existing;
}

/** `exists` names a snapshot that is there instead, which the caller's lease holds from now on. */
export function createSnapshot(tx: Transaction, args: CreateSnapshot): { exists: string | undefined } {
  const { namespace, snapshotter, key, kind, parent, number, labels } = args;
  const exists = leaseSnapshot(tx, { ...args, names: namesFor(args) });
  if (exists !== undefined) {
    return { exists };
  }
  const stored = parentOf(tx, args);
  tx.lease(args, node(snapshotter, key));
  const usage = { size: 0, inodes: 0 };
  insert(tx, args, { name: key, kind, number, labels, usage, parent, parentId: stored?.id });
  if (kind === "active") {
    tx.publish(namespace, "/snapshot/prepare", "SnapshotPrepare", { key, parent, snapshotter });
  }
  return { exists: undefined };
}

interface NewSnapshot {
  readonly name: string;
  readonly kind: SnapshotKind;
  readonly number: number;
  readonly labels: Labels;
  readonly usage: Usage;
  /** Name of the parent; empty without one. */
  readonly parent: string;
  /** The parent's object; undefined without one. */
  readonly parentId: number | undefined;
}

/** Adds a snapshot: its object, and its row in the table of snapshots. */
function insert(tx: Transaction, { namespace, snapshotter }: SnapshotScope, snapshot: NewSnapshot): void {
  const { name, kind, number, labels, usage, parent, parentId } = snapshot;
  const record = { createdAt: tx.time, updatedAt: tx.time, ...usage };
  const state = stateOf(snapshotter, labels, record, parent);
  const id = tx.insert(namespace, "snapshot", snapshotKey(snapshotter, name), state);
  tx.database
    .query("INSERT INTO snapshot (object, snapshotter, number, kind, parent) VALUES (?, ?, ?, ?, ?)")
    .run(id, snapshotter, number, kind, parentId ?? null);
}

/** Arguments of `commitSnapshot`. */
export interface CommitSnapshot extends SnapshotScope {
  readonly name: string;
  /** The number of the directories that the driver has committed, and the parent onto which it did. */
  readonly number: number;
  readonly parent: string;
  readonly parentNumber: number;
  readonly labels: Labels;
  readonly usage: Usage;
}

/** Replaces an active snapshot by a committed one of another name. */
export function commitSnapshot(tx: Transaction, args: CommitSnapshot): { exists: boolean } {
  const { namespace, snapshotter, key, name, labels, usage } = args;
  const rows = rowsOf(tx);
  tx.lease(args, node(snapshotter, name));
  if (rows.get(namespace, snapshotter, name) !== undefined) {
    return { exists: true };
  }
  const active = existing(tx, args);
  if (active.kind !== "active") {
    throw failedPrecondition(`snapshot "${key}" is not active`);
  }
  const parent = active.parent || args.parent;
  const stored = parentOf(tx, { ...args, parent });
  if (active.number !== args.number) {
    throw notFound(`snapshot ${key} does not exist`);
  }
  tx.forget(active.id);
  tx.unlease(args, node(snapshotter, key));
  const { number } = active;
  insert(tx, args, { name, kind: "committed", number, labels, usage, parent, parentId: stored?.id });
  tx.publish(namespace, "/snapshot/commit", "SnapshotCommit", { key, name, snapshotter });
  return { exists: false };
}

export function updateSnapshot(
  tx: Transaction,
  args: SnapshotScope & { labels: Labels; paths: FieldPaths },
): SnapshotInfo {
  const { namespace, snapshotter, key, paths } = args;
  if (key === "") {
    throw invalidArgument("");
  }
  const stored = existing(tx, args);
  const labels = maskLabels(stored.labels, args.labels, paths, (path) =>
    invalidArgument(`cannot update "${path}" field on snapshot "${key}"`),
  );
  checkLabelsOf("info.Labels", labels);
  const record = { ...stored.record, updatedAt: tx.time };
  tx.replace(stored.id, namespace, "snapshot", stateOf(snapshotter, labels, record, stored.parent));
  return infoOf({ ...stored, labels: withoutEmpty(labels), record });
}

/** Removes a snapshot, and gives the number whose directories can go. */
export function removeSnapshot(tx: Transaction, args: SnapshotScope): number {
  const { namespace, snapshotter, key } = args;
  const { id, number } = existing(tx, args);
  if (rowsOf(tx).hasChild(id)) {
    throw failedPrecondition("cannot remove snapshot with child");
  }
  tx.remove(id);
  tx.unlease(args, node(snapshotter, key));
  tx.publish(namespace, "/snapshot/remove", "SnapshotRemove", { key, snapshotter });
  return number;
}

/** The snapshots whose existence spares the caller the work: the one that it wants to be made in the end, and this one. */
export function namesFor({ key, labels }: Pick<CreateSnapshot, "key" | "labels">): string[] {
  return [targetOf(labels), key].filter((name) => name !== "");
}

/** The name of the committed snapshot that a caller wants to be made of an active one; empty where it does not say. */
export function targetOf(labels: Labels): string {
  return labels[snapshotLabels.ref] ?? "";
}

function existing(tx: Transaction, { namespace, snapshotter, key }: SnapshotScope): StoredSnapshot {
  const stored = rowsOf(tx).get(namespace, snapshotter, key);
  if (stored === undefined) {
    throw notFound(`snapshot ${key} does not exist`);
  }
  return stored;
}

function parentOf(
  tx: Transaction,
  args: SnapshotScope & { parent: string; parentNumber: number },
): StoredSnapshot | undefined {
  const { namespace, snapshotter, parent } = args;
  if (parent === "") {
    return undefined;
  }
  const stored = rowsOf(tx).get(namespace, snapshotter, parent);
  checkParent(parent, stored);
  if (stored?.number !== args.parentNumber) {
    throw notFound(`parent snapshot ${parent} does not exist`);
  }
  return stored;
}

/** Not found, invalid argument: a snapshot that is not there, or not committed, is no parent. */
export function checkParent(
  parent: string,
  stored: StoredSnapshot | undefined,
): asserts stored is StoredSnapshot {
  if (stored === undefined) {
    throw notFound(`parent snapshot ${parent} does not exist`);
  }
  if (stored.kind !== "committed") {
    throw invalidArgument(`parent "${parent}" is not committed snapshot`);
  }
}

function stateOf(
  snapshotter: string,
  labels: Labels,
  record: SnapshotRecord,
  parent: string,
): ObjectState<"snapshot"> {
  return {
    labels: withoutEmpty(labels),
    record,
    references: parent === "" ? [] : [node(snapshotter, parent)],
  };
}

function node(snapshotter: string, key: string): Node {
  return { kind: "snapshot", key: snapshotKey(snapshotter, key) };
}

const rows = new WeakMap<Transaction, SnapshotRows>();

function rowsOf(tx: Transaction): SnapshotRows {
  const known = rows.get(tx) ?? new SnapshotRows(tx.database);
  rows.set(tx, known);
  return known;
}
