// Collects what a tick wants to send, so that many frames become one write of the duplex.
import type { Duplex } from "../transport/duplex.ts";

const smallest = 32 * 1024;
const largest = 256 * 1024;
/** Up to this much, a copy costs less than a new buffer. */
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

  /** The duplex takes no more: hold back what can be held back until `drained`. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Bytes that are not with the kernel yet. */
  get backlog(): number {
    return this.#used + this.#duplex.pending;
  }

  /** Where the bytes of the last `reserve` go. */
  get buffer(): Uint8Array {
    return this.#buffer;
  }

  /** Makes room for `length` bytes, to be filled in at once; returns where in `buffer`. */
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

  /** Sends what is there, then ends our direction. */
  end(): void {
    this.flush();
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#duplex.end();
    }
  }

  /** What is written from now on is dropped. */
  discard(): void {
    this.#isClosed = true;
  }

  /** The duplex owns what it is given: a copy of little, or the buffer itself, and the next one is larger. */
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
