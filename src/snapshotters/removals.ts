// The daemon's end of the removals' Worker: started when there is something to remove, gone when there was nothing for a
// while. One tree at a time, so that the disk has time for others.
import { startWorker } from "../context/worker.ts";
import { unpackFault } from "../errors/packed.ts";
import type { Removed } from "./removal-worker.ts";

/** Milliseconds that an idle Worker is kept: its memory goes back to the system when it ends. */
const idleTime = 10_000;

export class Removals {
  private last: Promise<unknown> = Promise.resolve();
  private running: PromiseWithResolvers<void> | undefined;
  private worker: Worker | undefined;
  private idle: Timer | undefined;

  /** Of a directory with all that is in it. Nothing there is no error. */
  async remove(path: string): Promise<void> {
    const removal = this.last.then(() => this.runOne(path));
    this.last = removal.catch(() => {});
    await removal;
  }

  private async runOne(path: string): Promise<void> {
    clearTimeout(this.idle);
    this.running = Promise.withResolvers<void>();
    this.worker ??= this.start();
    this.worker.ref();
    try {
      this.worker.postMessage(path);
      await this.running.promise;
    } finally {
      this.rest();
    }
  }

  private start(): Worker {
    const worker = startWorker("snapshotters/removal-worker");
    worker.onmessage = ({ data }: MessageEvent<Removed>) => this.settle(data);
    worker.onerror = (event) => this.lose(worker, event.message);
    worker.addEventListener("close", () => this.lose(worker, "it ended"));
    return worker;
  }

  private settle({ fault }: Removed): void {
    if (fault === undefined) {
      this.running?.resolve();
    } else {
      this.running?.reject(unpackFault(fault));
    }
  }

  private lose(worker: Worker, why: string): void {
    if (this.worker === worker) {
      this.worker = undefined;
      this.running?.reject(new Error(`the worker for removals failed: ${why}`));
    }
  }

  private rest(): void {
    // An idle Worker must not keep a process from ending.
    this.worker?.unref();
    this.idle = setTimeout(() => {
      const { worker } = this;
      this.worker = undefined;
      worker?.terminate();
    }, idleTime);
    this.idle.unref();
  }
}
