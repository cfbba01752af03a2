// What a subscriber has not read yet: without bound, as in containerd, since an event must not be lost to slowness.
import type { Envelope } from "../core/event.ts";

type Next = IteratorResult<Envelope, undefined>;

const done: Next = { done: true, value: undefined };

export class EventQueue implements AsyncIterableIterator<Envelope, undefined> {
  onEnd: () => void = () => {};
  #events: Envelope[] = [];
  #head = 0;
  #readers: ((next: Next) => void)[] = [];
  #ended = false;

  push(envelope: Envelope): void {
    const read = this.#readers.shift();
    if (read !== undefined) {
      read({ done: false, value: envelope });
    } else if (!this.#ended) {
      this.#events.push(envelope);
    }
  }

  /** Nothing more comes, and what waits is not wanted any more. */
  end(): void {
    this.#ended = true;
    this.#events = [];
    this.#head = 0;
    for (const read of this.#readers.splice(0)) {
      read(done);
    }
  }

  async next(): Promise<Next> {
    const value = this.#events[this.#head];
    if (value !== undefined) {
      this.#head++;
      this.#compact();
      return { done: false, value };
    }
    if (this.#ended) {
      return done;
    }
    const { promise, resolve } = Promise.withResolvers<Next>();
    this.#readers.push(resolve);
    return await promise;
  }

  async return(): Promise<Next> {
    this.onEnd();
    return done;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Drops what was read, seldom enough to cost nothing. */
  #compact(): void {
    if (this.#head > 1024 && this.#head * 2 > this.#events.length) {
      this.#events = this.#events.slice(this.#head);
      this.#head = 0;
    }
  }
}
