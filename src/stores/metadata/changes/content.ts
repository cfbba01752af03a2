import type { ContentInfo } from "../../../core/content.ts";
import type { Digest } from "../../../core/digest.ts";
import type { Labels } from "../../../core/labels.ts";
import { toMillis } from "../../../core/time.ts";
import type { FieldPaths } from "../../../core/update.ts";
import { invalidArgument, notFound } from "../../../errors/index.ts";
import { infoOf } from "../content-record.ts";
import { backendRefOf } from "../kinds.ts";
import { checkLabelsOf, maskLabels, withoutEmpty } from "../mask.ts";
import type { Scope, Transaction } from "../transaction.ts";

/** Arguments of `openIngest`. */
export interface OpenIngest extends Scope {
  readonly ref: string;
  readonly expected: Digest;
  /** Whether another namespace has the blob, so that this one may have it without its bytes. */
  readonly shared: boolean;
}

/** Milliseconds after which an ingest without a lease is collected. */
const ingestLifetime = 24 * 60 * 60 * 1000;

/** The record of an ingest until its id is known, from which its name in the blob store is made. */
const unnamed = { backendRef: "", expected: "" };

/** Opens or resumes an ingest. `exists`: the namespace has the blob, which the caller's lease holds from now on. */
export function openIngest(tx: Transaction, args: OpenIngest): { exists: boolean; backendRef: string } {
  const { namespace, ref, expected, shared } = args;
  if (expected !== "" && tx.has(namespace, "content", expected)) {
    tx.lease(args, { kind: "content", key: expected });
    return { exists: true, backendRef: "" };
  }
  const leased = tx.lease(args, { kind: "ingest", key: ref });
  const stored = tx.get(namespace, "ingest", ref);
  const id = stored?.id ?? tx.insert(namespace, "ingest", ref, { labels: {}, record: unnamed });
  const backendRef = stored?.record.backendRef ?? backendRefOf(namespace, id, ref);
  const blob = shared ? expected : (stored?.record.expected ?? "");
  const record = { backendRef, expected: blob };
  tx.replace(id, namespace, "ingest", {
    labels: {},
    record,
    expires: leased ? 0 : toMillis(tx.time) + ingestLifetime,
  });
  return { exists: false, backendRef };
}

/** Arguments of `commitIngest`. */
export interface CommitIngest extends Scope {
  readonly ref: string;
  readonly digest: Digest;
  readonly size: number;
  readonly labels: Labels;
}

/** Ends an ingest. The caller's lease holds the blob from now on, also where the namespace had it already. */
export function commitIngest(tx: Transaction, args: CommitIngest): { exists: boolean } {
  const { namespace, ref, digest, size } = args;
  const ingest = tx.idOf(namespace, "ingest", ref);
  if (ingest !== undefined) {
    tx.forget(ingest);
  }
  tx.unlease(args, { kind: "ingest", key: ref });
  tx.lease(args, { kind: "content", key: digest });
  if (tx.has(namespace, "content", digest)) {
    return { exists: true };
  }
  const record = { size, createdAt: tx.time, updatedAt: tx.time };
  tx.insert(namespace, "content", digest, { labels: withoutEmpty(args.labels), record });
  tx.publish(namespace, "/content/create", "ContentCreate", { digest, size });
  return { exists: false };
}

/** Forgets an ingest. Gives its ref in the blob store, whose bytes can go. */
export function abortIngest(tx: Transaction, args: Scope & { ref: string }): string {
  const { namespace, ref } = args;
  const stored = tx.get(namespace, "ingest", ref);
  if (stored === undefined) {
    throw notFound(`reference ${ref}`);
  }
  tx.forget(stored.id);
  tx.unlease(args, { kind: "ingest", key: ref });
  return stored.record.backendRef;
}

export interface UpdateContent extends Scope {
  readonly digest: Digest;
  readonly labels: Labels;
  readonly paths: FieldPaths;
}

export function updateContent(tx: Transaction, args: UpdateContent): ContentInfo {
  const { namespace, digest } = args;
  const stored = tx.get(namespace, "content", digest);
  if (stored === undefined) {
    throw notFound(`content digest ${digest}`);
  }
  const labels = maskLabels(stored.labels, args.labels, args.paths, (path) =>
    invalidArgument(`cannot update "${path}" field on content info "${digest}"`),
  );
  checkLabelsOf("info.Labels", labels);
  const record = { ...stored.record, updatedAt: tx.time };
  const updated = { ...stored, labels: withoutEmpty(labels), record };
  tx.replace(stored.id, namespace, "content", updated);
  return infoOf(updated);
}

export function deleteContent(tx: Transaction, args: Scope & { digest: Digest }): void {
  const { namespace, digest } = args;
  const id = tx.idOf(namespace, "content", digest);
  if (id === undefined) {
    throw notFound(`content digest ${digest}`);
  }
  tx.remove(id);
  tx.unlease(args, { kind: "content", key: digest });
  tx.publish(namespace, "/content/delete", "ContentDelete", { digest });
}
