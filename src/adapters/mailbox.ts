import { abortFault } from "../context/index.ts";
import { unavailable } from "../errors/index.ts";

interface Letter<T> {
  readonly value: T;
  readonly taken: () => void;
}

/** A queue between a sender that waits for room and the one loop that empties it. */
export class Mailbox<T> implements AsyncIterable<T> {
  readonly #letters: Letter<T>[] = [];
  readonly #signal: AbortSignal;
  #isClosed = false;
  #wake: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", () => this.close(), { once: true });
  }

  /** Resolves when the loop took the value. */
  put(value: T): Promise<void> {
    if (this.#signal.aborted) {
      return Promise.reject(abortFault(this.#signal));
    }
    if (this.#isClosed) {
      return Promise.reject(unavailable("stream is closed"));
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#letters.push({ value, taken: resolve });
    this.#wake?.();
    return promise;
  }

  /** What is queued is still delivered. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const letter = this.#letters.shift();
      if (letter !== undefined) {
        letter.taken();
        yield letter.value;
      } else if (this.#isClosed) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
