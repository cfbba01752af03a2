// Two duplexes that are connected in memory. As with a socket, nothing arrives before the caller of `write` has returned.
import type { Duplex, DuplexEvents, Peer } from "./duplex.ts";

export interface MemoryPairOptions {
  /** The largest piece in which bytes are delivered, to imitate a kernel that splits them. By default they are not split. */
  chunk?: number;
  /** `write` returns false when this many bytes or more are not delivered yet. Default 64 KiB. */
  highWater?: number;
  peer?: Peer;
}

class MemoryDuplex implements Duplex {
  readonly peer: Peer;
  other!: MemoryDuplex;
  readonly #chunk: number;
  readonly #highWater: number;
  #events: DuplexEvents | undefined;
  #outgoing: Uint8Array[] = [];
  #size = 0;
  #isPaused = false;
  #isBlocked = false;
  #isEnding = false;
  #isEndSent = false;
  #isClosed = false;
  #isScheduled = false;
  #error: Error | undefined;

  constructor(options: MemoryPairOptions) {
    this.peer = options.peer ?? {};
    this.#chunk = options.chunk ?? Number.POSITIVE_INFINITY;
    this.#highWater = options.highWater ?? 64 * 1024;
  }

  get pending(): number {
    return this.#size;
  }

  start(events: DuplexEvents): void {
    this.#events = events;
    this.other.#schedule();
    if (this.#isClosed) {
      queueMicrotask(() => events.close(this.#error));
    }
  }

  write(bytes: Uint8Array): boolean {
    if (this.#isClosed || this.#isEnding) {
      return true;
    }
    for (let at = 0; at < bytes.length; at += this.#chunk) {
      this.#outgoing.push(bytes.slice(at, Math.min(at + this.#chunk, bytes.length)));
    }
    this.#size += bytes.length;
    this.#isBlocked ||= this.#size >= this.#highWater;
    this.#schedule();
    return !this.#isBlocked;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.other.#schedule();
  }

  end(): void {
    this.#isEnding = true;
    this.#schedule();
  }

  destroy(error?: Error): void {
    if (this.#isClosed) {
      return;
    }
    this.#outgoing = [];
    this.#size = 0;
    this.#isEnding = true;
    this.#close(error);
    this.other.#peerGone();
  }

  #schedule(): void {
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        this.#deliver();
      });
    }
  }

  #deliver(): void {
    const receiver = this.other;
    while (receiver.#events !== undefined && !receiver.#isPaused && !receiver.#isClosed) {
      const bytes = this.#outgoing.shift();
      if (bytes === undefined) {
        break;
      }
      this.#size -= bytes.length;
      receiver.#events.data(bytes);
    }
    if (this.#size > 0 && !receiver.#isClosed) {
      return;
    }
    this.#sent();
  }

  #sent(): void {
    if (this.#isBlocked) {
      this.#isBlocked = false;
      this.#events?.drain();
    }
    if (this.#isEnding && !this.#isEndSent && this.other.#events !== undefined && !this.other.#isPaused) {
      this.#isEndSent = true;
      if (!this.other.#isClosed) {
        this.other.#events.end();
      }
      this.#closeWhenBothEnded();
    }
  }

  #closeWhenBothEnded(): void {
    if (this.#isEndSent && this.other.#isEndSent) {
      this.#close();
      this.other.#close();
    }
  }

  #peerGone(): void {
    this.#outgoing = [];
    this.#size = 0;
    this.#close();
  }

  #close(error?: Error): void {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    this.#error = error;
    setImmediate(() => this.#events?.close(error));
  }
}

export function memoryPair(options: MemoryPairOptions = {}): [Duplex, Duplex] {
  const left = new MemoryDuplex(options);
  const right = new MemoryDuplex(options);
  left.other = right;
  right.other = left;
  return [left, right];
}
