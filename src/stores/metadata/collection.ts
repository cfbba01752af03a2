import type { Collectable, CollectionStats } from "../../core/gc.ts";
import type { ChangeQueue } from "./change-queue.ts";
import type { FileKind } from "./files.ts";
import type { InUse } from "./in-use.ts";
import type { Leftovers } from "./leftovers.ts";

/**
 * Runs one collection at a time. Whoever asks during one waits for the next one, because only that has seen all changes that
 * were made before.
 */
export class Collection implements Collectable {
  readonly #changes: ChangeQueue;
  readonly #inUse: InUse;
  readonly #leftovers: Leftovers;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<CollectionStats> | undefined;
  /** Whether files that a crash left were looked for, which happens once. */
  #searched = false;

  constructor(changes: ChangeQueue, inUse: InUse, leftovers: Leftovers) {
    this.#changes = changes;
    this.#inUse = inUse;
    this.#leftovers = leftovers;
  }

  collect(): Promise<CollectionStats> {
    this.#next ??= this.#startNext();
    return this.#next;
  }

  onMutation(listener: (deletions: number) => void): void {
    this.#changes.onMutation(listener);
  }

  /** Resolves when no collection runs: the daemon may stop. */
  async idle(): Promise<void> {
    await (this.#next ?? this.#running).catch(() => {});
  }

  async #startNext(): Promise<CollectionStats> {
    await this.#running.catch(() => {});
    this.#next = undefined;
    const collection = this.#collect();
    this.#running = collection;
    return await collection;
  }

  async #collect(): Promise<CollectionStats> {
    const start = performance.now();
    const { removed, files, millis } = await this.#changes.run("collect", { inUse: this.#inUse.list() });
    for (const [kind, names] of Object.entries(files) as [FileKind, readonly string[]][]) {
      for (const name of names) {
        this.#leftovers.add(kind, name);
      }
    }
    if (!this.#searched) {
      this.#searched = true;
      await this.#leftovers.search();
    }
    await this.#leftovers.remove();
    return { lockedMillis: millis, elapsedMillis: performance.now() - start, removed };
  }
}
