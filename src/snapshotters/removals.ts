// Removes trees in a Worker, which is started when there is something to remove and ended when there was nothing for a while.
// Trees are removed one after another, so that the disk has time for others.
import { startWorker } from "../context/worker.ts";
import { unpackFault } from "../errors/packed.ts";
import type { Removed } from "./removal-worker.ts";

/** Milliseconds for which an idle Worker is kept. When it ends its memory goes back to the system. */
const idleTime = 10_000;

export class Removals {
  #last: Promise<unknown> = Promise.resolve();
  #running: PromiseWithResolvers<void> | undefined;
  #worker: Worker | undefined;
  #idle: Timer | undefined;

  /** Removes a directory with all that is in it. It is no error when there is none. */
  async remove(path: string): Promise<void> {
    const removal = this.#last.then(() => this.#runOne(path));
    this.#last = removal.catch(() => {});
    await removal;
  }

  async #runOne(path: string): Promise<void> {
    clearTimeout(this.#idle);
    this.#running = Promise.withResolvers<void>();
    this.#worker ??= this.#start();
    this.#worker.ref();
    try {
      this.#worker.postMessage(path);
      await this.#running.promise;
    } finally {
      this.#retire();
    }
  }

  #start(): Worker {
    const worker = startWorker("snapshotters/removal-worker");
    worker.onmessage = ({ data }: MessageEvent<Removed>) => this.#settle(data);
    worker.onerror = (event) => this.#lose(worker, event.message);
    worker.addEventListener("close", () => this.#lose(worker, "it ended"));
    return worker;
  }

  #settle({ fault }: Removed): void {
    if (fault === undefined) {
      this.#running?.resolve();
    } else {
      this.#running?.reject(unpackFault(fault));
    }
  }

  #lose(worker: Worker, why: string): void {
    if (this.#worker === worker) {
      this.#worker = undefined;
      this.#running?.reject(new Error(`the worker for removals failed: ${why}`));
    }
  }

  #retire(): void {
    // An idle Worker must not keep a process from ending.
    this.#worker?.unref();
    this.#idle = setTimeout(() => {
      const worker = this.#worker;
      this.#worker = undefined;
      worker?.terminate();
    }, idleTime);
    this.#idle.unref();
  }
}
