// Messages that arrived on a stream and wait for whoever reads it. ttrpc has no flow control of its own: a stream that
// is not read holds up the whole connection for a second and then fails, as in ttrpc-go (stream.go, receive).
import { resourceExhausted } from "../../errors/index.ts";

/** Stops and resumes reading from the connection. Calls come in pairs. */
export interface Flow {
  hold(): void;
  release(): void;
}

const limit = 64;
const patienceMillis = 1000;

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

export class Inbox<T> implements AsyncIterableIterator<T, undefined> {
  readonly #flow: Flow;
  readonly #items: T[] = [];
  #waiter: Waiter<T> | undefined;
  #end: { error?: unknown } | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  get isEnded(): boolean {
    return this.#end !== undefined;
  }

  push(item: T): void {
    if (this.#end !== undefined) {
      return;
    }
    const waiter = this.#takeWaiter();
    if (waiter !== undefined) {
      waiter.resolve({ done: false, value: item });
      return;
    }
    this.#items.push(item);
    if (this.#items.length > limit && this.#patience === undefined) {
      this.#flow.hold();
      this.#patience = setTimeout(
        () => this.finish(resourceExhausted("ttrpc: stream buffer full")),
        patienceMillis,
      );
    }
  }

  /** No more will come: because the sender ended, or because of `error`, which the reader gets after what is here. */
  finish(error?: unknown): void {
    if (this.#end !== undefined) {
      return;
    }
    this.#end = error === undefined ? {} : { error };
    this.#loosen();
    const waiter = this.#takeWaiter();
    if (waiter !== undefined) {
      this.#settle(waiter);
    }
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#items.shift();
    if (item !== undefined) {
      if (this.#items.length <= limit / 2) {
        this.#loosen();
      }
      return Promise.resolve({ done: false, value: item });
    }
    const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<T, undefined>>();
    const waiter = { resolve, reject };
    if (this.#end === undefined) {
      this.#waiter = waiter;
    } else {
      this.#settle(waiter);
    }
    return promise;
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#items.length = 0;
    this.finish();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #takeWaiter(): Waiter<T> | undefined {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    return waiter;
  }

  #settle(waiter: Waiter<T>): void {
    if (this.#end?.error === undefined) {
      waiter.resolve({ done: true, value: undefined });
      return;
    }
    waiter.reject(this.#end.error);
    // Told once; who asks again gets the end.
    this.#end = {};
  }

  #loosen(): void {
    if (this.#patience !== undefined) {
      clearTimeout(this.#patience);
      this.#patience = undefined;
      this.#flow.release();
    }
  }
}
