// The files that belong to objects, a row for each kind that has some: which files there are, which of them have a record,
// and how one is removed. Names are those that `Sweep.file` of kinds.ts gives.
import type { Database } from "bun:sqlite";
import type { BlobStore } from "../../core/blob.ts";
import type { Digest } from "../../core/digest.ts";
import type { Snapshotter } from "../../core/snapshotter.ts";

/** What is known of the files of one kind. */
export interface Files {
  /** The names of all files there are. */
  list(): AsyncIterable<string>;
  /** Whether a record needs the file. Must find out without waiting. */
  isKnown(name: string): boolean;
  /** Removes the file. Not found, where there is none, counts as removed. */
  remove(name: string): Promise<void>;
}

/** The kinds that have files. */
export type FileKind = "content" | "ingest" | "snapshot";

/** Where files are. */
export interface FileStores {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly snapshotters: ReadonlyMap<string, Snapshotter>;
}

/** The files of all kinds that have some. */
export function filesOf(stores: FileStores): Readonly<Record<FileKind, Files>> {
  return { content: blobFiles(stores), ingest: ingestFiles(stores), snapshot: snapshotFiles(stores) };
}

/** The files of a snapshot are called `<snapshotter>/<number>`. */
export function snapshotFile(snapshotter: string, number: number): string {
  return `${snapshotter}/${number}`;
}

/** A blob is needed by its record in any namespace, and by an ingest that shares it. */
function blobFiles({ database, blobs }: FileStores): Files {
  const content = database.query<unknown, [Digest]>(
    "SELECT 1 FROM object WHERE kind = 'content' AND key = ?",
  );
  const expected = database.query<unknown, [Digest]>(
    `SELECT 1 FROM object JOIN reference ON reference.object = object.id
     WHERE object.kind = 'ingest' AND reference.kind = 'content' AND reference.key = ?`,
  );
  return {
    async *list() {
      for await (const { digest } of blobs.list()) {
        yield digest;
      }
    },
    isKnown: (digest) => content.get(digest) !== null || expected.get(digest) !== null,
    remove: (digest) => blobs.remove(digest),
  };
}

/** Refs of the blob store are `<namespace>/<id>/<ref>`. */
function ingestFiles({ database, blobs }: FileStores): Files {
  const ingest = database.query<unknown, [number]>("SELECT 1 FROM object WHERE id = ? AND kind = 'ingest'");
  return {
    async *list() {
      for (const { ref } of await blobs.statuses()) {
        yield ref;
      }
    },
    isKnown: (ref) => {
      const id = Number(ref.split("/", 2)[1]);
      return Number.isInteger(id) && ingest.get(id) !== null;
    },
    remove: (ref) => blobs.abort(ref),
  };
}

function snapshotFiles({ database, snapshotters }: FileStores): Files {
  const known = database.query<unknown, [string, number]>(
    "SELECT 1 FROM snapshot WHERE snapshotter = ? AND number = ?",
  );
  const parse = (name: string): [snapshotter: string, number: number] => {
    const slash = name.lastIndexOf("/");
    return [name.slice(0, slash), Number(name.slice(slash + 1))];
  };
  return {
    async *list() {
      for (const [snapshotter, driver] of snapshotters) {
        for (const number of await driver.list()) {
          yield snapshotFile(snapshotter, number);
        }
      }
    },
    isKnown: (name) => known.get(...parse(name)) !== null,
    remove: async (name) => {
      const [snapshotter, number] = parse(name);
      await snapshotters.get(snapshotter)?.remove(number);
    },
  };
}
