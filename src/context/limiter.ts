import { abortable, abortFault } from "./index.ts";

/** A semaphore: at most `places` works run at once, and others wait in the order in which they came. With one place it is a mutex. */
export class Limiter {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** Runs `work` when there is a place. When `signal` aborts during the wait for it, this rejects without running. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) {
      throw abortFault(signal);
    }
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    try {
      await (signal === undefined ? promise : abortable(promise, signal));
    } catch (error) {
      const position = this.#waiting.indexOf(resolve);
      if (position < 0) {
        this.#leave();
      } else {
        this.#waiting.splice(position, 1);
      }
      throw error;
    }
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#free++;
    } else {
      next();
    }
  }
}
