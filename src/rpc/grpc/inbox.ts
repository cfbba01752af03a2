// The messages that a stream receives, as an async iterable. The peer may send more only as messages are read, so that
// a slow reader makes us hold one flow-control window and one message at most.
import type { Http2Stream } from "../http2/stream.ts";
import { Deframer, type Frame } from "./deframer.ts";
import type { MessageBudget } from "./message-budget.ts";
import type { MessageDecoder } from "./message-decoder.ts";
import { unexpectedEnd } from "./wire-fault.ts";

type Waiter<T> = { resolve(result: IteratorResult<T, undefined>): void; reject(error: unknown): void };

/** Approximate memory that a queued message takes beside its bytes. Without it an empty message would look free of cost. */
const messageOverhead = 128;

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

export class Inbox<T> implements AsyncIterableIterator<T, undefined> {
  readonly #stream: Http2Stream;
  readonly #decoder: () => MessageDecoder<T>;
  readonly #deframer: Deframer;
  readonly #ready: Frame[] = [];
  readonly #waiters: Waiter<T>[] = [];
  /** Received bytes for which the peer has not been given new credit, because messages before them are still unread. */
  #uncreditedBytes = 0;
  readonly #budget: MessageBudget | undefined;
  /** How much of the budget is taken by the incomplete message. */
  #partial = 0;
  #isOver = false;
  #error: unknown;

  /** `decoder` is called when a message is read, because the peer's headers, which name the compression, have arrived by then. */
  constructor(stream: Http2Stream, decoder: () => MessageDecoder<T>, limit: number, budget?: MessageBudget) {
    this.#stream = stream;
    this.#decoder = decoder;
    this.#deframer = new Deframer(limit);
    this.#budget = budget;
  }

  /** Adds received bytes. Throws WireFault for a message over the limit, or when the budget is used up. */
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
      this.#uncreditedBytes += length;
    }
  }

  /** Says that nothing more will arrive. Queued messages can still be read; after them `error`, if given, is thrown. */
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

  /** Ends the inbox and drops all messages that have not been read. */
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

  /** Settles a reader after the end. The error is thrown to the first reader only; later ones find the iteration over. */
  #settleEnd(waiter: Waiter<T>): void {
    if (this.#error === undefined) {
      waiter.resolve(done);
      return;
    }
    waiter.reject(this.#error);
    this.#error = undefined;
  }

  #release(): void {
    if (this.#uncreditedBytes > 0) {
      this.#stream.consumed(this.#uncreditedBytes);
      this.#uncreditedBytes = 0;
    }
  }
}
