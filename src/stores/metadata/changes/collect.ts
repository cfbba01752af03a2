// A collection marks what is referred to and removes the records of the rest, in one change. Source: containerd core/metadata/gc.go.
import { toMillis } from "../../../core/time.ts";
import { allKinds, type DeadObject, kinds, type Root } from "../kinds.ts";
import type { RecordKind } from "../records.ts";
import type { Transaction } from "../transaction.ts";
import { conditionalReferences } from "./conditions.ts";

/** An object that somebody is working with: it stays, whatever its lease or expiry say. */
export type ObjectInUse = readonly [namespace: string, kind: RecordKind, key: string];

export interface CollectArgs {
  readonly inUse: readonly ObjectInUse[];
}

/** What was removed, by kind. */
export interface Collected {
  /** How many objects. */
  readonly removed: Readonly<Partial<Record<RecordKind, number>>>;
  /** The names of files that belonged to them. */
  readonly files: Readonly<Partial<Record<RecordKind, readonly string[]>>>;
  /** Milliseconds that the database was locked. */
  readonly millis: number;
}

/** The kinds of which something holds, as a list of SQL. Their names hold no quotes. */
function kindList(isMeant: (kind: RecordKind) => boolean): string {
  return allKinds
    .filter(isMeant)
    .map((kind) => `'${kind}'`)
    .join(", ");
}

const withRoot = (root: Root): string => kindList((kind) => kinds[kind].root === root);

/**
 * Nodes are names, not objects: something that refers back to an object which is not there yet lives because of a reference to
 * that name. From objects that only a flat lease leads to, structural references alone are followed.
 */
const mark = `
CREATE TEMP TABLE live AS
WITH RECURSIVE reached (namespace, kind, key, flat) AS (
  SELECT namespace, kind, key, flat FROM object
  WHERE kind IN (${withRoot("always")})
    OR (kind IN (${withRoot("unexpired")}) AND (expires IS NULL OR expires >= ?1))
    OR (kind IN (${withRoot("labelled")}) AND rooted)
  UNION
  SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), 0 FROM json_each(?2)
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
WHERE object.kind IN (${kindList((kind) => kinds[kind].sweep !== undefined)})
  AND NOT EXISTS (
    SELECT 1 FROM live WHERE live.namespace = object.namespace AND live.kind = object.kind AND live.key = object.key
  )`;

type DeadRow = DeadObject & { readonly kind: RecordKind };

/** Removes the records of everything that nothing refers to, and says which files have become superfluous. */
export function collect(tx: Transaction, { inUse }: CollectArgs): Collected {
  const start = performance.now();
  const removed: Partial<Record<RecordKind, number>> = {};
  const files: Partial<Record<RecordKind, string[]>> = {};
  for (const object of findDead(tx, inUse)) {
    const { kind } = object;
    const { file, event } = kinds[kind].sweep ?? {};
    removed[kind] = (removed[kind] ?? 0) + 1;
    if (file !== undefined) {
      files[kind] ??= [];
      files[kind].push(file(object));
    }
    tx.forget(object.id);
    if (event !== undefined) {
      const { topic, body } = event(object);
      tx.publish(object.namespace, topic, body.name, body.fields);
    }
  }
  return { removed, files, millis: performance.now() - start };
}

function findDead(tx: Transaction, inUse: readonly ObjectInUse[]): DeadRow[] {
  const { database } = tx;
  database.run("CREATE TEMP TABLE conditional (namespace TEXT, kind TEXT, key TEXT, snapshot TEXT)");
  for (const { namespace, kind, key, snapshot } of conditionalReferences(tx)) {
    database.query("INSERT INTO conditional VALUES (?, ?, ?, ?)").run(namespace, kind, key, snapshot);
  }
  database.query(mark).run(toMillis(tx.time), JSON.stringify(inUse));
  database.run("CREATE INDEX temp.live_node ON live (namespace, kind, key)");
  const objects = database.query<DeadRow, []>(dead).all();
  database.run("DROP TABLE temp.live");
  database.run("DROP TABLE temp.conditional");
  return objects;
}
