// Collects the frames of one turn of the event loop, so that they become one write of the duplex.
import type { Duplex } from "../transport/duplex.ts";

const smallest = 32 * 1024;
const largest = 256 * 1024;
/** Up to this many bytes, copying them costs less than allocating a new buffer. */
const copied = 16 * 1024;

export class Output {
  readonly #duplex: Duplex;
  #buffer: Uint8Array = new Uint8Array(smallest);
  #used = 0;
  #isScheduled = false;
  #isFull = false;
  #isClosed = false;

  constructor(duplex: Duplex) {
    this.#duplex = duplex;
  }

  /** Whether the duplex takes no more for now. DATA should then be held back until `drained` is called. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Bytes that the kernel has not taken yet. */
  get backlog(): number {
    return this.#used + this.#duplex.pending;
  }

  /** The buffer into which the bytes of the last `reserve` are to be written. */
  get buffer(): Uint8Array {
    return this.#buffer;
  }

  /** Makes room for `length` bytes, which the caller must write at once; returns their position in `buffer`. */
  reserve(length: number): number {
    if (this.#used + length > this.#buffer.length) {
      this.flush();
      this.#fit(length);
    }
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      queueMicrotask(() => this.flush());
    }
    const at = this.#used;
    this.#used += length;
    return at;
  }

  flush(): void {
    this.#isScheduled = false;
    const used = this.#used;
    if (used === 0) {
      return;
    }
    this.#used = 0;
    if (this.#isClosed) {
      return;
    }
    this.#isFull = !this.#duplex.write(this.#detach(used));
  }

  drained(): void {
    this.#isFull = false;
  }

  /** Sends what was collected, then ends our direction of the connection. */
  end(): void {
    this.flush();
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#duplex.end();
    }
  }

  /** Makes everything that is written from now on be dropped. */
  discard(): void {
    this.#isClosed = true;
  }

  /** The duplex keeps what it is given, so it gets a copy of few bytes; of many it gets the buffer, which is replaced. */
  #detach(used: number): Uint8Array {
    const full = this.#buffer;
    if (used > copied) {
      const isNearlyFull = used * 4 > full.length * 3;
      this.#buffer = new Uint8Array(isNearlyFull ? Math.min(full.length * 2, largest) : full.length);
      return full.subarray(0, used);
    }
    const copy = full.slice(0, used);
    if (full.length > smallest && used < 1024) {
      this.#buffer = new Uint8Array(smallest);
    }
    return copy;
  }

  #fit(length: number): void {
    if (length > this.#buffer.length) {
      this.#buffer = new Uint8Array(length);
    }
  }
}
