// Reads snapshots: objects, together with what their driver knows of them.
import type { Database } from "bun:sqlite";
import type { Labels } from "../../core/labels.ts";
import type { SnapshotInfo, SnapshotKind } from "../../core/snapshotter.ts";
import { labelColumn, labelsOf, pageSize, pages, type StoredObject } from "./objects.ts";
import { decodeRecord } from "./records.ts";

/** A snapshot as it was read. */
export interface StoredSnapshot extends StoredObject<"snapshot"> {
  readonly number: number;
  readonly kind: SnapshotKind;
  /** Name of the parent; empty where there is none. */
  readonly parent: string;
}

interface Row {
  readonly id: number;
  readonly key: string;
  readonly record: Uint8Array;
  readonly labels: string;
  readonly number: number;
  readonly kind: SnapshotKind;
  readonly parent: string | null;
}

const select = `
SELECT object.id, object.key, object.record, ${labelColumn}, snapshot.number, snapshot.kind,
  (SELECT parent.key FROM object AS parent WHERE parent.id = snapshot.parent) AS parent
FROM object JOIN snapshot ON snapshot.object = object.id
WHERE object.namespace = ?1 AND object.kind = 'snapshot'`;

const ancestors = `
WITH RECURSIVE ancestor (id, depth) AS (
  SELECT parent, 0 FROM snapshot WHERE object = ?
  UNION ALL
  SELECT snapshot.parent, depth + 1 FROM ancestor JOIN snapshot ON snapshot.object = ancestor.id
)
SELECT snapshot.number FROM ancestor JOIN snapshot ON snapshot.object = ancestor.id ORDER BY depth`;

/** Reads snapshots by namespace, snapshotter and name. */
export class SnapshotRows {
  readonly #get;
  readonly #page;
  readonly #ancestors;
  readonly #child;
  readonly #highest;

  constructor(database: Database) {
    this.#get = database.query<Row, [string, string]>(`${select} AND object.key = ?2`);
    this.#page = database.query<Row, [string, string, string]>(
      `${select} AND object.key > ?2 AND object.key < ?3 ORDER BY object.key LIMIT ${pageSize}`,
    );
    this.#ancestors = database.query<{ number: number }, [number]>(ancestors);
    this.#child = database.query<unknown, [number]>("SELECT 1 FROM snapshot WHERE parent = ?");
    this.#highest = database.query<{ number: number | null }, [string]>(
      "SELECT max(number) AS number FROM snapshot WHERE snapshotter = ?",
    );
  }

  get(namespace: string, snapshotter: string, key: string): StoredSnapshot | undefined {
    const row = this.#get.get(namespace, snapshotKey(snapshotter, key));
    return row === null ? undefined : toSnapshot(row);
  }

  async *list(namespace: string, snapshotter: string): AsyncGenerator<StoredSnapshot> {
    const read = (after: string): Row[] => this.#page.all(namespace, after, `${snapshotter}0`);
    for await (const row of pages(`${snapshotter}/`, read)) {
      yield toSnapshot(row);
    }
  }

  /** The numbers of the ancestors, the parent first. */
  ancestors(id: number): number[] {
    return this.#ancestors.all(id).map(({ number }) => number);
  }

  hasChild(id: number): boolean {
    return this.#child.get(id) !== null;
  }

  highestNumber(snapshotter: string): number {
    return this.#highest.get(snapshotter)?.number ?? 0;
  }
}

/** The key of a snapshot's object. The id of a snapshotter holds no slash. */
export function snapshotKey(snapshotter: string, name: string): string {
  return `${snapshotter}/${name}`;
}

/** What callers get to know of a snapshot. */
export function infoOf({
  key,
  labels,
  record,
  kind,
  parent,
}: Omit<StoredSnapshot, "id" | "number">): SnapshotInfo {
  const { createdAt, updatedAt } = record;
  return {
    name: key,
    kind,
    parent,
    labels,
    createdAt,
    updatedAt,
  };
}

function toSnapshot(row: Row): StoredSnapshot {
  const labels: Labels = labelsOf(row.labels);
  const { id, number, kind } = row;
  const record = decodeRecord("snapshot", row.key, row.record);
  return { id, key: nameOf(row.key), labels, record, number, kind, parent: nameOf(row.parent ?? "") };
}

function nameOf(key: string): string {
  return key.slice(key.indexOf("/") + 1);
}
