// Removes trees in a Worker, which is started when there is something to remove and ended when there was nothing for a while.
// Trees are removed one after another, so that the disk has time for others.
import { IdleWorker } from "../context/idle-worker.ts";
import { unpackFault } from "../errors/packed.ts";
import type { Removed } from "./removal-worker.ts";

export class Removals {
  #last: Promise<unknown> = Promise.resolve();
  #running: PromiseWithResolvers<void> | undefined;
  readonly #worker = new IdleWorker<string, Removed>("snapshotters/removal-worker", {
    message: (data) => this.#settle(data),
    lost: (why) => this.#running?.reject(new Error(`the worker for removals failed: ${why}`)),
  });

  /** Removes a directory with all that is in it. It is no error when there is none. */
  async remove(path: string): Promise<void> {
    const removal = this.#last.then(() => this.#runOne(path));
    this.#last = removal.catch(() => {});
    await removal;
  }

  async #runOne(path: string): Promise<void> {
    this.#running = Promise.withResolvers<void>();
    try {
      this.#worker.post(path);
      await this.#running.promise;
    } finally {
      this.#worker.rest();
    }
  }

  #settle({ fault }: Removed): void {
    if (fault === undefined) {
      this.#running?.resolve();
    } else {
      this.#running?.reject(unpackFault(fault));
    }
  }
}
