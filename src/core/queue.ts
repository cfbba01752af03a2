/**
 * Hands values one at a time to whoever iterates: the requests of a stream that is written to from many places. `push` resolves
 * when its value was taken, so that a fast producer goes no faster than its consumer.
 */
export class Queue<T> implements AsyncIterable<T> {
  readonly #waiting: { value: T; taken: () => void }[] = [];
  #wake: (() => void) | undefined;
  #isClosed = false;

  /** Resolves at once, without effect, when the queue is closed. */
  push(value: T): Promise<void> {
    if (this.#isClosed) {
      return Promise.resolve();
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ value, taken: resolve });
    this.#wake?.();
    return promise;
  }

  /** The iteration ends after the values that are there. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (;;) {
        const next = this.#waiting.shift();
        if (next !== undefined) {
          next.taken();
          yield next.value;
        } else if (this.#isClosed) {
          return;
        } else {
          await this.#arrival();
        }
      }
    } finally {
      this.#abandon();
    }
  }

  async #arrival(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
    this.#wake = undefined;
  }

  /** Nobody takes values any more, so nobody may wait for it. */
  #abandon(): void {
    this.#isClosed = true;
    for (const { taken } of this.#waiting.splice(0)) {
      taken();
    }
  }
}
