import { checkIdentifier } from "../../../core/identifier.ts";
import type { Namespace } from "../../../core/namespace.ts";
import type { FieldPaths } from "../../../core/update.ts";
import { alreadyExists, failedPrecondition, invalidArgument, notFound } from "../../../errors/index.ts";
import { allKinds, backendRefOf, kinds } from "../kinds.ts";
import { checkLabelsOf, withEntry, withoutEmpty } from "../mask.ts";
import type { RecordKind } from "../records.ts";
import type { Transaction } from "../transaction.ts";

export function createNamespace(tx: Transaction, { name, labels }: Namespace): void {
  checkIdentifier(name);
  checkLabelsOf("namespace.Labels", labels);
  if (tx.has("", "namespace", name)) {
    throw alreadyExists(`namespace "${name}"`);
  }
  tx.insert("", "namespace", name, { labels: withoutEmpty(labels), record: {} });
  tx.publish(name, "/namespaces/create", "NamespaceCreate", { name, labels });
}

/** Changes labels. The namespace is made where there is none, as in containerd. */
export function updateNamespace(tx: Transaction, args: { namespace: Namespace; paths: FieldPaths }): void {
  const { name, labels: given } = args.namespace;
  checkLabelsOf("namespace.Labels", given);
  checkIdentifier(name);
  tx.ensureNamespace(name);
  const current = tx.get("", "namespace", name);
  let labels = args.paths.length === 0 ? given : (current?.labels ?? {});
  for (const path of args.paths) {
    if (!path.startsWith("labels.")) {
      throw invalidArgument(`cannot update "${path}" field`);
    }
    labels = withEntry(labels, path.slice("labels.".length), given);
  }
  tx.replace(current?.id ?? 0, "", "namespace", { labels: withoutEmpty(labels), record: {} });
  tx.publish(name, "/namespaces/update", "NamespaceUpdate", { name, labels: given });
}

/** Its leases and ingests go with it, other objects keep it. Gives the ingests' refs in the blob store, whose bytes can go. */
export function deleteNamespace(tx: Transaction, { name }: { name: string }): string[] {
  const remaining = remainingIn(tx, name);
  if (remaining.length > 0) {
    throw failedPrecondition(`namespace "${name}" must be empty, but it still has ${remaining.join(", ")}`);
  }
  const id = tx.idOf("", "namespace", name);
  if (id === undefined) {
    throw notFound(`namespace "${name}"`);
  }
  const gone = tx.database
    .query<{ id: number; kind: RecordKind; key: string }, [string]>(
      "DELETE FROM object WHERE namespace = ? RETURNING id, kind, key",
    )
    .all(name);
  tx.remove(id);
  tx.publish(name, "/namespaces/delete", "NamespaceDelete", { name });
  return gone.filter(({ kind }) => kind === "ingest").map(({ id, key }) => backendRefOf(name, id, key));
}

function remainingIn(tx: Transaction, name: string): string[] {
  const nouns = allKinds.flatMap((kind) => {
    const noun = kinds[kind].keepsNamespaceAs;
    return noun !== undefined && tx.hasAny(name, kind) ? [noun] : [];
  });
  const snapshotters = tx.database
    .query<{ snapshotter: string }, [string]>(
      `SELECT DISTINCT snapshotter FROM snapshot JOIN object ON object.id = snapshot.object
       WHERE namespace = ? ORDER BY snapshotter`,
    )
    .all(name);
  return [...nouns, ...snapshotters.map(({ snapshotter }) => `snapshots on "${snapshotter}" snapshotter`)];
}
