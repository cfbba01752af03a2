// Files without a record: what a change made superfluous, and what a crash left behind. They are removed after a
// collection, off the hot path, and never while somebody is about to give them a record.
import type { Database } from "bun:sqlite";
import type { BlobStore } from "../../core/blob.ts";
import type { Digest } from "../../core/digest.ts";
import type { Snapshotter } from "../../core/snapshotter.ts";
import { isKind } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";
import { Holds } from "./holds.ts";

export interface LeftoversOptions {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly snapshotters: ReadonlyMap<string, Snapshotter>;
  readonly log: Log;
}

/** Names looked at before others may run. */
const yieldEvery = 64;

export class Leftovers {
  readonly blobs = new Holds();
  readonly snapshots = new Holds();
  readonly #options: LeftoversOptions;
  readonly #openIngests = new Map<number, readonly [namespace: string, ref: string]>();
  readonly #digests = new Set<Digest>();
  readonly #refs = new Set<string>();
  /** `<snapshotter>/<number>`. */
  readonly #numbers = new Set<string>();
  readonly #queries;
  #nextOpen = 0;

  constructor(options: LeftoversOptions) {
    this.#options = options;
    const { database } = options;
    this.#queries = {
      content: database.query<unknown, [Digest]>("SELECT 1 FROM object WHERE kind = 'content' AND key = ?"),
      expected: database.query<unknown, [Digest]>(
        `SELECT 1 FROM object JOIN reference ON reference.object = object.id
         WHERE object.kind = 'ingest' AND reference.kind = 'content' AND reference.key = ?`,
      ),
      ingest: database.query<unknown, [number]>("SELECT 1 FROM object WHERE id = ? AND kind = 'ingest'"),
      snapshot: database.query<unknown, [string, number]>(
        "SELECT 1 FROM snapshot WHERE snapshotter = ? AND number = ?",
      ),
    };
  }

  addBlob(digest: Digest): void {
    this.#digests.add(digest);
  }

  addIngest(backendRef: string): void {
    this.#refs.add(backendRef);
  }

  addSnapshot(snapshotter: string, number: number): void {
    this.#numbers.add(`${snapshotter}/${number}`);
  }

  /** While it is open, the ingest is no garbage, whatever its lease or expiry say. */
  openIngest(namespace: string, ref: string): Disposable {
    const open = this.#nextOpen++;
    this.#openIngests.set(open, [namespace, ref]);
    return { [Symbol.dispose]: () => this.#openIngests.delete(open) };
  }

  get openIngests(): (readonly [namespace: string, ref: string])[] {
    return [...this.#openIngests.values()];
  }

  /** Adds what the drivers have and the records do not: at start, when a crash may have left it. */
  async search(): Promise<void> {
    const { blobs, snapshotters } = this.#options;
    await this.#warn("list blobs", async () => {
      for await (const { digest } of blobs.list()) {
        this.addBlob(digest);
      }
    });
    await this.#warn("list ingests", async () => {
      for (const { ref } of await blobs.statuses()) {
        this.addIngest(ref);
      }
    });
    for (const [name, snapshotter] of snapshotters) {
      await this.#warn(`list snapshots of ${name}`, async () => {
        for (const number of await snapshotter.list()) {
          this.addSnapshot(name, number);
        }
      });
    }
  }

  /** Removes what has no record; what fails or is held is tried again the next time. */
  async remove(): Promise<void> {
    await this.#each(this.#digests, (digest) => this.#removeBlob(digest));
    await this.#each(this.#refs, (ref) => this.#removeIngest(ref));
    await this.#each(this.#numbers, (name) => this.#removeSnapshot(name));
  }

  /** Removes the bytes of an ingest whose record is gone. There may be none, or a collection was faster. */
  async abort(backendRef: string): Promise<void> {
    this.addIngest(backendRef);
    await orMissing(this.#removeIngest(backendRef));
    this.#refs.delete(backendRef);
  }

  #removeBlob(digest: Digest): Promise<boolean> {
    const { content, expected } = this.#queries;
    return this.blobs.removeUnless(
      () => content.get(digest) !== null || expected.get(digest) !== null,
      digest,
      () => this.#options.blobs.remove(digest),
    );
  }

  /** The driver's refs are `<namespace>/<id>/<ref>`. */
  async #removeIngest(backendRef: string): Promise<boolean> {
    const id = Number(backendRef.split("/", 2)[1]);
    if (Number.isInteger(id) && this.#queries.ingest.get(id) !== null) {
      return true;
    }
    await this.#options.blobs.abort(backendRef);
    return true;
  }

  #removeSnapshot(name: string): Promise<boolean> {
    const slash = name.lastIndexOf("/");
    const snapshotter = name.slice(0, slash);
    const number = Number(name.slice(slash + 1));
    return this.snapshots.removeUnless(
      () => this.#queries.snapshot.get(snapshotter, number) !== null,
      name,
      async () => await this.#options.snapshotters.get(snapshotter)?.remove(number),
    );
  }

  async #each(names: Set<string>, remove: (name: string) => Promise<boolean>): Promise<void> {
    for (const [index, name] of [...names].entries()) {
      if (index % yieldEvery === yieldEvery - 1) {
        await new Promise(setImmediate);
      }
      await this.#warn(`remove ${name}`, async () => {
        if (await orMissing(remove(name))) {
          names.delete(name);
        }
      });
    }
  }

  async #warn(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.log.warn(what, { error });
    }
  }
}

/** True, too, when there was nothing to remove: an ingest that shares a blob has no bytes. */
async function orMissing(removal: Promise<boolean>): Promise<boolean> {
  try {
    return await removal;
  } catch (error) {
    if (isKind(error, "not found")) {
      return true;
    }
    throw error;
  }
}
