// Reads objects, for the stores on the main thread and for changes in the Worker.
import type { Database } from "bun:sqlite";
import type { Labels } from "../../core/labels.ts";
import { decodeRecord, type RecordKind, type Records } from "./records.ts";

/** What a reference points to: an object of the same namespace, by its name. It need not exist. */
export interface Node {
  readonly kind: RecordKind;
  readonly key: string;
}

/** An object of a kind, as it was read. */
export interface StoredObject<K extends RecordKind> {
  readonly id: number;
  readonly key: string;
  readonly labels: Labels;
  readonly record: Records[K];
}

/** An object as SQLite gives it. */
export interface Row {
  id: number;
  key: string;
  labels: string;
  record: Uint8Array;
}

/** The number of objects that are read at once. Between two pages of a list others may run. */
export const pageSize = 100;

/** The labels as a list of pairs. In a JSON object SQLite would cut the keys at a NUL. */
export const labelColumn = `(
  SELECT json_group_array(json_array(label.key, label.value)) FROM label WHERE label.object = object.id
) AS labels`;

/** Reads objects by namespace, kind and key. Errors about a damaged record are data loss. */
export class Objects {
  readonly #get;
  readonly #page;
  readonly #exists;
  readonly #any;

  constructor(database: Database) {
    const from = `SELECT id, key, record, ${labelColumn} FROM object WHERE namespace = ? AND kind = ?`;
    this.#get = database.query<Row, [string, RecordKind, string]>(`${from} AND key = ?`);
    this.#page = database.query<Row, [string, RecordKind, string, number]>(
      `${from} AND key > ? ORDER BY key LIMIT ?`,
    );
    this.#exists = database.query<{ id: number }, [string, RecordKind, string]>(
      "SELECT id FROM object WHERE namespace = ? AND kind = ? AND key = ?",
    );
    this.#any = database.query<unknown, [string, RecordKind]>(
      "SELECT 1 FROM object WHERE namespace = ? AND kind = ? LIMIT 1",
    );
  }

  get<K extends RecordKind>(namespace: string, kind: K, key: string): StoredObject<K> | undefined {
    const row = this.row(namespace, kind, key);
    return row === null ? undefined : toObject(kind, row);
  }

  protected row(namespace: string, kind: RecordKind, key: string): Row | null {
    return this.#get.get(namespace, kind, key);
  }

  idOf(namespace: string, kind: RecordKind, key: string): number | undefined {
    return this.#exists.get(namespace, kind, key)?.id;
  }

  has(namespace: string, kind: RecordKind, key: string): boolean {
    return this.idOf(namespace, kind, key) !== undefined;
  }

  /** Whether the namespace has any object of the kind. */
  hasAny(namespace: string, kind: RecordKind): boolean {
    return this.#any.get(namespace, kind) !== null;
  }

  /** The objects whose keys come after `after`, in the order of their keys, as many as a page holds. */
  page<K extends RecordKind>(namespace: string, kind: K, after: string): StoredObject<K>[] {
    return this.#page.all(namespace, kind, after, pageSize).map((row) => toObject(kind, row));
  }

  /** All objects of a kind in the order of their keys, as they are when their page is read. */
  list<K extends RecordKind>(namespace: string, kind: K): AsyncGenerator<StoredObject<K>> {
    return pages("", (after) => this.page(namespace, kind, after));
  }
}

/** The rows of one page after another. `read` gives the page that follows a key. */
export async function* pages<R extends { readonly key: string }>(
  after: string,
  read: (after: string) => readonly R[],
): AsyncGenerator<R> {
  for (let from = after; ; ) {
    const page = read(from);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) {
      return;
    }
    from = last.key;
    await new Promise(setImmediate);
  }
}

/** Data loss when the row's record is damaged. */
export function toObject<K extends RecordKind>(kind: K, { id, key, labels, record }: Row): StoredObject<K> {
  return { id, key, labels: labelsOf(labels), record: decodeRecord(kind, key, record) };
}

/** The labels in a column that `labelColumn` made. */
export function labelsOf(column: string): Labels {
  return Object.freeze(column === "[]" ? {} : Object.fromEntries(JSON.parse(column)));
}
