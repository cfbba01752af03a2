// What changes work with in the Worker: they read and write objects, and note the events that are published after the commit.
import type { Database } from "bun:sqlite";
import type { EventBody } from "../../core/event.ts";
import type { Labels } from "../../core/labels.ts";
import { now, type Timestamp } from "../../core/time.ts";
import { invalidArgument, notFound } from "../../errors/index.ts";
import { kinds } from "./kinds.ts";
import { type Node, Objects } from "./objects.ts";
import { encodeRecord, type RecordKind, type Records } from "./records.ts";
import { type Retention, retentionOf } from "./retention.ts";

/** On whose behalf a change is made. */
export interface Scope {
  readonly namespace: string;
  readonly lease: string | undefined;
}

/** An event that is published when the change is durable. */
export interface PendingEvent {
  readonly namespace: string;
  readonly topic: string;
  readonly body: EventBody;
}

/** What an object of a kind becomes. */
export interface ObjectState<K extends RecordKind> {
  readonly labels: Labels;
  readonly record: Records[K];
  /** What it keeps alive beside what its record and its labels say. */
  readonly references?: readonly Node[] | undefined;
  /** Milliseconds since the epoch at which it ends, instead of what a label says. */
  readonly expires?: number | undefined;
}

/** The same as in bbolt, so that everything can be stored that containerd stores. */
const maxKeySize = 32_768;

/** The objects of the database, for one change after another. */
export class Transaction extends Objects {
  readonly database: Database;
  readonly events: PendingEvent[] = [];
  /** The number of objects that the change deleted, for the scheduler of collections. */
  deletions = 0;
  time: Timestamp = now();
  readonly #statements;

  constructor(database: Database) {
    super(database);
    this.database = database;
    this.#statements = {
      insert: database.query<
        { id: number },
        [string, RecordKind, string, number | null, boolean, boolean, Uint8Array]
      >(
        `INSERT INTO object (namespace, kind, key, expires, rooted, flat, record)
         VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      ),
      update: database.query<unknown, [number | null, boolean, boolean, Uint8Array, number]>(
        "UPDATE object SET expires = ?, rooted = ?, flat = ?, record = ? WHERE id = ?",
      ),
      expire: database.query<unknown, [number, number]>("UPDATE object SET expires = ? WHERE id = ?"),
      relabel: database.query<unknown, [number, string, string]>(
        "INSERT OR REPLACE INTO label VALUES (?, ?, ?)",
      ),
      remove: database.query<unknown, [number]>("DELETE FROM object WHERE id = ?"),
      label: database.query<unknown, [number, string, string]>("INSERT INTO label VALUES (?, ?, ?)"),
      unlabel: database.query<unknown, [number]>("DELETE FROM label WHERE object = ?"),
      refer: database.query<unknown, [number, boolean, RecordKind, string]>(
        "INSERT OR IGNORE INTO reference VALUES (?, ?, ?, ?)",
      ),
      unrefer: database.query<unknown, [number]>("DELETE FROM reference WHERE object = ?"),
      unreferOne: database.query<unknown, [number, RecordKind, string]>(
        "DELETE FROM reference WHERE object = ? AND structural = 1 AND kind = ? AND key = ?",
      ),
      referBack: database.query<unknown, [number, string, RecordKind, string]>(
        "INSERT OR IGNORE INTO back_reference VALUES (?, ?, ?, ?)",
      ),
      unreferBack: database.query<unknown, [number]>("DELETE FROM back_reference WHERE object = ?"),
    };
  }

  /** Begins a change: events, deletions and time of the one before it are dropped. */
  begin(): void {
    this.events.length = 0;
    this.deletions = 0;
    this.time = now();
  }

  publish(namespace: string, topic: string, name: string, fields: EventBody["fields"]): void {
    this.events.push({ namespace, topic, body: { name, fields } });
  }

  /** Makes an object, which must not exist, and its namespace, where that does not exist yet. Gives the object's id. */
  insert<K extends RecordKind>(namespace: string, kind: K, key: string, state: ObjectState<K>): number {
    checkKey(kind, key);
    if (kind !== "namespace") {
      this.ensureNamespace(namespace);
    }
    const retention = retentionOf(kind, state.labels);
    const { expires, rooted, flat } = retention;
    const row = this.#statements.insert.get(
      namespace,
      kind,
      key,
      state.expires ?? expires,
      rooted,
      flat,
      encodeRecord(kind, state.record),
    );
    const id = row?.id ?? 0;
    this.#attach(id, namespace, kind, state, retention);
    return id;
  }

  replace<K extends RecordKind>(id: number, namespace: string, kind: K, state: ObjectState<K>): void {
    const retention = retentionOf(kind, state.labels);
    const { expires, rooted, flat } = retention;
    this.#statements.update.run(state.expires ?? expires, rooted, flat, encodeRecord(kind, state.record), id);
    this.#statements.unlabel.run(id);
    this.#statements.unrefer.run(id);
    this.#statements.unreferBack.run(id);
    this.#attach(id, namespace, kind, state, retention);
  }

  /** Changes the time at which the object ends, in milliseconds since the epoch, and the label that says so. */
  setExpiry(id: number, expires: number, [key, value]: readonly [key: string, value: string]): void {
    this.#statements.expire.run(expires, id);
    this.#statements.relabel.run(id, key, value);
  }

  /** Deletes an object, and counts it: a collection may find something to free now. */
  remove(id: number): void {
    this.forget(id);
    this.deletions++;
  }

  forget(id: number): void {
    this.#statements.remove.run(id);
  }

  ensureNamespace(name: string): void {
    if (!this.has("", "namespace", name)) {
      this.insert("", "namespace", name, { labels: {}, record: {} });
    }
  }

  /** Puts an object under the caller's lease. False: the caller has none. Not found: the lease does not exist. */
  lease({ namespace, lease }: Scope, node: Node): boolean {
    if (lease === undefined || lease === "") {
      return false;
    }
    const id = this.idOf(namespace, "lease", lease);
    if (id === undefined) {
      throw notFound("lease does not exist");
    }
    this.addReference(id, node);
    return true;
  }

  unlease({ namespace, lease }: Scope, node: Node): void {
    const id = lease === undefined || lease === "" ? undefined : this.idOf(namespace, "lease", lease);
    if (id !== undefined) {
      this.removeReference(id, node);
    }
  }

  addReference(id: number, { kind, key }: Node): void {
    this.#statements.refer.run(id, true, kind, key);
  }

  removeReference(id: number, { kind, key }: Node): void {
    this.#statements.unreferOne.run(id, kind, key);
  }

  #attach<K extends RecordKind>(
    id: number,
    namespace: string,
    kind: K,
    state: ObjectState<K>,
    retention: Retention,
  ): void {
    for (const [key, value] of Object.entries(state.labels)) {
      this.#statements.label.run(id, key, value);
    }
    const ofRecord = kinds[kind].references?.(state.record) ?? [];
    for (const target of [...ofRecord, ...(state.references ?? [])]) {
      this.#statements.refer.run(id, true, target.kind, target.key);
    }
    for (const target of retention.references) {
      this.#statements.refer.run(id, false, target.kind, target.key);
    }
    for (const target of retention.backReferences) {
      this.#statements.referBack.run(id, namespace, target.kind, target.key);
    }
  }
}

function checkKey(kind: RecordKind, key: string): void {
  const name = kind === "snapshot" ? key.slice(key.indexOf("/") + 1) : key;
  if (name === "") {
    throw invalidArgument(`${kind} key must not be empty`);
  }
  if (key.includes("\0")) {
    throw invalidArgument(`${kind} key ${JSON.stringify(key)} must not hold a NUL`);
  }
  if (Buffer.byteLength(key) > maxKeySize) {
    throw invalidArgument(`${kind} key is longer than ${maxKeySize} bytes`);
  }
}
