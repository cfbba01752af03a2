// The input of a container: a FIFO that its shim reads, to which those who attach write.
import { errnoOf } from "../../errors/index.ts";
import { openFifoWriter } from "../../linux/fifo.ts";
import { feed, WatchedFd } from "../../process-io/pump.ts";

export class ContainerStdin {
  /** Empty when the container has no input. */
  readonly path: string;
  readonly #stop = new AbortController();
  readonly #open = new Set<WatchedFd>();

  constructor(path: string) {
    this.path = path;
  }

  /** Writes to the container until `source` ends. A process that does not read any more ends it too. */
  async feed(source: AsyncIterable<Uint8Array>): Promise<void> {
    if (this.path === "") {
      return;
    }
    using fifo = new WatchedFd(await openFifoWriter(this.path, this.#stop.signal));
    this.#open.add(fifo);
    try {
      for await (const bytes of source) {
        await feed(fifo, bytes);
      }
    } catch (error) {
      if (errnoOf(error) !== "EPIPE") {
        throw error;
      }
    } finally {
      this.#open.delete(fifo);
    }
  }

  /** Ends all writing, and leaves the input to the next daemon. */
  leave(): void {
    this.#stop.abort();
    for (const fifo of this.#open) {
      fifo[Symbol.dispose]();
    }
  }
}
