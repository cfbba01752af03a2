import type { Collectable, CollectionStats } from "../../core/gc.ts";
import type { ChangeQueue } from "./change-queue.ts";
import type { Leftovers } from "./leftovers.ts";

/** One collection at a time. Who asks during one gets the next: only that has seen his change. */
export class Collection implements Collectable {
  readonly #changes: ChangeQueue;
  readonly #leftovers: Leftovers;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<CollectionStats> | undefined;
  /** What a crash left is looked for once. */
  #searched = false;

  constructor(changes: ChangeQueue, leftovers: Leftovers) {
    this.#changes = changes;
    this.#leftovers = leftovers;
  }

  collect(): Promise<CollectionStats> {
    this.#next ??= this.#startNext();
    return this.#next;
  }

  onMutation(listener: (deletions: number) => void): void {
    this.#changes.onMutation(listener);
  }

  /** For the shutdown: nothing is being removed any more. */
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
    const { content, ingests, snapshots, others, millis } = await this.#changes.run("collect", {
      openIngests: this.#leftovers.openIngests,
    });
    for (const digest of content) {
      this.#leftovers.addBlob(digest);
    }
    for (const ref of ingests) {
      this.#leftovers.addIngest(ref);
    }
    for (const [snapshotter, number] of snapshots) {
      this.#leftovers.addSnapshot(snapshotter, number);
    }
    if (!this.#searched) {
      this.#searched = true;
      await this.#leftovers.search();
    }
    await this.#leftovers.remove();
    return {
      lockedMillis: millis,
      elapsedMillis: performance.now() - start,
      removed: { content: content.length, snapshots: snapshots.length, others: others + ingests.length },
    };
  }
}
