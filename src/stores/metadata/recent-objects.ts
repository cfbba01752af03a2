// Keeps objects that were read lately, because clients ask for the same container over and over. A kept one takes 1 µs, one that
// is read 12.
import type { Database } from "bun:sqlite";
import { Objects, type StoredObject, toObject } from "./objects.ts";
import type { RecordKind } from "./records.ts";

const maxObjects = 1024;
/** The size of a stored record up to which it is kept. Larger ones are rare, and not worth their memory. */
const maxBytes = 16 * 1024;

/**
 * The objects of a connection that only reads. All that is kept goes when another connection has changed anything, which
 * SQLite's data_version tells; it does not tell of a connection's own changes. Callers share what they are given, and must not
 * change it.
 */
export class RecentObjects extends Objects {
  readonly #dataVersion;
  readonly #recent = new Map<string, StoredObject<RecordKind>>();
  #version = -1;

  constructor(database: Database) {
    super(database);
    this.#dataVersion = database.query<{ data_version: number }, []>("PRAGMA data_version");
  }

  override get<K extends RecordKind>(namespace: string, kind: K, key: string): StoredObject<K> | undefined {
    this.#forgetIfChanged();
    const name = `${namespace}\0${kind}\0${key}`;
    return (this.#recent.get(name) as StoredObject<K> | undefined) ?? this.#read(name, namespace, kind, key);
  }

  #read<K extends RecordKind>(
    name: string,
    namespace: string,
    kind: K,
    key: string,
  ): StoredObject<K> | undefined {
    const row = this.row(namespace, kind, key);
    if (row === null) {
      return undefined;
    }
    const object = toObject(kind, row);
    if (row.record.length <= maxBytes) {
      this.#recent.set(name, object);
    }
    return object;
  }

  #forgetIfChanged(): void {
    const version = this.#dataVersion.get()?.data_version ?? -1;
    if (version !== this.#version || this.#recent.size >= maxObjects) {
      this.#recent.clear();
      this.#version = version;
    }
  }
}
