// The messages that a stream receives, as an async iterable. The peer gets new credit as they are read, so that
// a slow reader holds a window and a message at most.
import type { Http2Stream } from "../http2/stream.ts";
import { Deframer, type Frame } from "./deframer.ts";
import type { MessageBudget } from "./message-budget.ts";
import type { MessageDecoder } from "./message-decoder.ts";
import { unexpectedEnd } from "./wire-fault.ts";

type Waiter<T> = { resolve(result: IteratorResult<T, undefined>): void; reject(error: unknown): void };

/** What a message that waits takes of memory beside its bytes, about; an empty one costs the peer five bytes. */
const messageOverhead = 128;

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

export class Inbox<T> implements AsyncIterableIterator<T, undefined> {
  readonly #stream: Http2Stream;
  readonly #decoder: () => MessageDecoder<T>;
  readonly #deframer: Deframer;
  readonly #ready: Frame[] = [];
  readonly #waiters: Waiter<T>[] = [];
  /** Bytes whose credit waits for the messages before them to be read. */
  #held = 0;
  readonly #budget: MessageBudget | undefined;
  /** What we have of the budget for a message whose rest is missing. */
  #partial = 0;
  #isOver = false;
  #error: unknown;

  /** `decoder` is asked when a message is read: the peer's headers have come by then. */
  constructor(stream: Http2Stream, decoder: () => MessageDecoder<T>, limit: number, budget?: MessageBudget) {
    this.#stream = stream;
    this.#decoder = decoder;
    this.#deframer = new Deframer(limit);
    this.#budget = budget;
  }

  /** Throws WireFault for a message over the limit, or when the budget is used up. */
  push(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#isOver) {
      this.#stream.consumed(length);
      return;
    }
    this.#deframer.push(bytes, start, end, (frame) => this.#arrived(frame));
    this.#account(this.#deframer.partialLength);
    if (this.#ready.length === 0) {
      this.#stream.consumed(length);
    } else {
      this.#held += length;
    }
  }

  /** No more will come. What has come can still be read, then `error` is thrown, if there is one. */
  end(error?: unknown): void {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    this.#account(0);
    this.#error = error ?? (this.#deframer.isPartial ? unexpectedEnd() : undefined);
    this.#deframer.clear();
    for (const waiter of this.#waiters.splice(0)) {
      this.#settleEnd(waiter);
    }
  }

  /** Drops what has not been read, then ends. */
  abandon(error?: unknown): void {
    this.end(error);
    this.#budget?.give(this.#ready.length * messageOverhead);
    this.#ready.length = 0;
    this.#release();
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const frame = this.#ready.shift();
    if (frame !== undefined) {
      this.#budget?.give(messageOverhead);
      if (this.#ready.length === 0) {
        this.#release();
      }
      return this.#read(frame);
    }
    const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<T, undefined>>();
    const waiter = { resolve, reject };
    if (this.#isOver) {
      this.#settleEnd(waiter);
    } else {
      this.#waiters.push(waiter);
    }
    return promise;
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.abandon();
    return done;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #account(partial: number): void {
    if (partial > this.#partial) {
      this.#budget?.take(partial - this.#partial);
    } else if (partial < this.#partial) {
      this.#budget?.give(this.#partial - partial);
    }
    this.#partial = partial;
  }

  #arrived(frame: Frame): void {
    const waiter = this.#waiters.shift();
    if (waiter === undefined) {
      this.#budget?.take(messageOverhead);
      this.#ready.push(frame);
    } else {
      this.#read(frame).then(waiter.resolve, waiter.reject);
    }
  }

  async #read(frame: Frame): Promise<IteratorResult<T, undefined>> {
    const decoded = this.#decoder().decode(frame);
    return { done: false, value: decoded instanceof Promise ? await decoded : decoded };
  }

  /** An error is told once; after it the iteration is over. */
  #settleEnd(waiter: Waiter<T>): void {
    if (this.#error === undefined) {
      waiter.resolve(done);
      return;
    }
    waiter.reject(this.#error);
    this.#error = undefined;
  }

  #release(): void {
    if (this.#held > 0) {
      this.#stream.consumed(this.#held);
      this.#held = 0;
    }
  }
}
