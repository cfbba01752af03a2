// Mark and sweep of records, in one change. Source: containerd core/metadata/gc.go.
import { toMillis } from "../../../core/time.ts";
import { backendRefOf } from "../content-record.ts";
import type { Kind } from "../records.ts";
import type { Transaction } from "../transaction.ts";
import { conditionalReferences } from "./conditions.ts";

export interface CollectArgs {
  /** Ingests with an open writer: they stay. */
  readonly openIngests: readonly (readonly [namespace: string, ref: string])[];
}

/** What was removed: content by digest, ingests by the driver's ref, snapshots by number. */
export interface Collected {
  readonly content: readonly string[];
  readonly ingests: readonly string[];
  readonly snapshots: readonly (readonly [snapshotter: string, number: number])[];
  readonly others: number;
  readonly millis: number;
}

/**
 * Nodes are names, not objects: a reference to what is not there yet still keeps alive what refers back to it.
 * What is reached only from a flat lease is followed along structural references alone.
 */
const mark = `
CREATE TEMP TABLE live AS
WITH RECURSIVE reached (namespace, kind, key, flat) AS (
  SELECT namespace, kind, key, flat FROM object
  WHERE kind IN ('container', 'sandbox') OR rooted
    OR (kind IN ('lease', 'image') AND (expires IS NULL OR expires >= ?1))
    OR (kind = 'ingest' AND expires >= ?1)
  UNION
  SELECT json_extract(value, '$[0]'), 'ingest', json_extract(value, '$[1]'), 0 FROM json_each(?2)
  UNION
  SELECT reached.namespace, reference.kind, reference.key, reached.flat
  FROM reached
  JOIN object USING (namespace, kind, key)
  JOIN reference ON reference.object = object.id AND (reference.structural OR NOT reached.flat)
  UNION
  SELECT object.namespace, object.kind, object.key, 0
  FROM reached
  JOIN back_reference USING (namespace, kind, key)
  JOIN object ON object.id = back_reference.object
  WHERE NOT reached.flat
  UNION
  SELECT reached.namespace, 'snapshot', conditional.snapshot, 0
  FROM reached JOIN conditional USING (namespace, kind, key)
  WHERE NOT reached.flat
)
SELECT DISTINCT namespace, kind, key FROM reached`;

const dead = `
SELECT object.id, object.namespace, object.kind, object.key, snapshotter, number
FROM object LEFT JOIN snapshot ON snapshot.object = object.id
WHERE object.kind IN ('lease', 'image', 'content', 'ingest', 'snapshot')
  AND NOT EXISTS (
    SELECT 1 FROM live WHERE live.namespace = object.namespace AND live.kind = object.kind AND live.key = object.key
  )`;

interface Dead {
  readonly id: number;
  readonly namespace: string;
  readonly kind: Kind;
  readonly key: string;
  readonly snapshotter: string | null;
  readonly number: number | null;
}

export function collect(tx: Transaction, { openIngests }: CollectArgs): Collected {
  const start = performance.now();
  const { database } = tx;
  database.run("CREATE TEMP TABLE conditional (namespace TEXT, kind TEXT, key TEXT, snapshot TEXT)");
  for (const { namespace, kind, key, snapshot } of conditionalReferences(tx)) {
    database.query("INSERT INTO conditional VALUES (?, ?, ?, ?)").run(namespace, kind, key, snapshot);
  }
  database.query(mark).run(toMillis(tx.time), JSON.stringify(openIngests));
  database.run("CREATE INDEX temp.live_node ON live (namespace, kind, key)");
  const objects = database.query<Dead, []>(dead).all();
  database.run("DROP TABLE temp.live");
  database.run("DROP TABLE temp.conditional");
  const collected = { content: [] as string[], ingests: [] as string[], snapshots: [] as [string, number][] };
  let others = 0;
  for (const object of objects) {
    const { kind, key } = object;
    if (kind === "content") {
      collected.content.push(key);
    } else if (kind === "ingest") {
      collected.ingests.push(backendRefOf(object.namespace, object.id, key));
    } else if (kind === "snapshot") {
      collected.snapshots.push([object.snapshotter ?? "", object.number ?? 0]);
    } else {
      others++;
    }
    tx.forget(object.id);
    announce(tx, object);
  }
  return { ...collected, others, millis: performance.now() - start };
}

function announce(tx: Transaction, { namespace, kind, key, snapshotter }: Dead): void {
  if (kind === "image") {
    tx.publish(namespace, "/images/delete", "ImageDelete", { name: key });
  }
  if (kind === "snapshot") {
    const name = key.slice(key.indexOf("/") + 1);
    tx.publish(namespace, "/snapshot/remove", "SnapshotRemove", { key: name, snapshotter });
  }
}
