// The messages that a stream has received and that have not been read. ttrpc has no flow control: a stream that is not read
// stops the whole connection for a second, and then fails, as in ttrpc-go (stream.go, receive).
import { resourceExhausted } from "../../errors/index.ts";

/** Stops and resumes reading from the connection. Each `hold` must be followed by one `release`. */
export interface Flow {
  hold(): void;
  release(): void;
}

/** The most unread messages of a stream before reading from the connection stops. */
const maxUnread = 64;
const fullTimeoutMillis = 1000;

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

export class Inbox<T> implements AsyncIterableIterator<T, undefined> {
  readonly #flow: Flow;
  readonly #items: T[] = [];
  #waiter: Waiter<T> | undefined;
  #end: { error?: unknown } | undefined;
  /** Runs while the inbox is full and the connection is held. */
  #fullTimer: ReturnType<typeof setTimeout> | undefined;

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
    if (this.#items.length > maxUnread && this.#fullTimer === undefined) {
      this.#flow.hold();
      this.#fullTimer = setTimeout(
        () => this.finish(resourceExhausted("ttrpc: stream buffer full")),
        fullTimeoutMillis,
      );
    }
  }

  /** Says that no more messages will arrive. The reader gets those that are here, and then `error` if it is given. */
  finish(error?: unknown): void {
    if (this.#end !== undefined) {
      return;
    }
    this.#end = error === undefined ? {} : { error };
    this.#releaseFlow();
    const waiter = this.#takeWaiter();
    if (waiter !== undefined) {
      this.#settle(waiter);
    }
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#items.shift();
    if (item !== undefined) {
      if (this.#items.length <= maxUnread / 2) {
        this.#releaseFlow();
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
    // The error is thrown once; later reads find the end of the stream.
    this.#end = {};
  }

  #releaseFlow(): void {
    if (this.#fullTimer !== undefined) {
      clearTimeout(this.#fullTimer);
      this.#fullTimer = undefined;
      this.#flow.release();
    }
  }
}
