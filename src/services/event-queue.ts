// The events that a subscriber has not read yet. The queue has no bound, as in containerd, because a slow subscriber must not
// lose an event.
import type { Envelope } from "../core/event.ts";
import { unavailable } from "../errors/index.ts";

type Next = IteratorResult<Envelope, undefined>;

interface Reader {
  readonly resolve: (next: Next) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * - `open`: events come.
 * - `draining`: no more come; once the last one has been read, reading fails as unavailable.
 * - `ended`: the subscriber has gone, and what waits for it is dropped.
 */
type State = "open" | "draining" | "ended";

const done: Next = { done: true, value: undefined };

export class EventQueue implements AsyncIterableIterator<Envelope, undefined> {
  onEnd: () => void = () => {};
  #state: State = "open";
  #events: Envelope[] = [];
  #head = 0;
  #readers: Reader[] = [];
  readonly #drained = Promise.withResolvers<void>();

  push(envelope: Envelope): void {
    if (this.#state !== "open") {
      return;
    }
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value: envelope });
    } else {
      this.#events.push(envelope);
    }
  }

  /** Ends the queue because the subscriber has gone. */
  end(): void {
    this.#state = "ended";
    this.#events = [];
    this.#head = 0;
    for (const reader of this.#readers.splice(0)) {
      reader.resolve(done);
    }
    this.#drained.resolve();
  }

  /** Resolves when the subscriber has asked for more after the last event, or has gone. */
  drain(): Promise<void> {
    if (this.#state === "open") {
      this.#state = "draining";
      const readers = this.#readers.splice(0);
      for (const reader of readers) {
        reader.reject(stopping());
      }
      if (readers.length > 0) {
        this.#drained.resolve();
      }
    }
    return this.#drained.promise;
  }

  async next(): Promise<Next> {
    const value = this.#events[this.#head];
    if (value !== undefined) {
      this.#head++;
      this.#compact();
      return { done: false, value };
    }
    if (this.#state === "ended") {
      return done;
    }
    if (this.#state === "draining") {
      this.#drained.resolve();
      throw stopping();
    }
    const { promise, resolve, reject } = Promise.withResolvers<Next>();
    this.#readers.push({ resolve, reject });
    return await promise;
  }

  async return(): Promise<Next> {
    this.onEnd();
    return done;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Drops the events that were read, seldom enough that the copying does not count. */
  #compact(): void {
    if (this.#head > 1024 && this.#head * 2 > this.#events.length) {
      this.#events = this.#events.slice(this.#head);
      this.#head = 0;
    }
  }
}

function stopping(): Error {
  return unavailable("no more events: the daemon is stopping");
}
