import { abortable } from "../context/index.ts";

/**
 * Who enters it is not in each other's way, and keeps it from being closed. Who closes it waits for all who are in, and keeps others
 * out until it opens it again.
 */
export class Gate {
  #inside = 0;
  #isClosed = false;
  /** Those who want to close it. As long as there are some, nobody enters. */
  readonly #closers: (() => void)[] = [];
  #opened = Promise.withResolvers<void>();

  /** When `signal` aborts while the gate is closed, this rejects with its reason. */
  async enter(signal?: AbortSignal): Promise<Disposable> {
    while (this.#isClosed || this.#closers.length > 0) {
      const { promise } = this.#opened;
      await (signal === undefined ? promise : abortable(promise, signal));
    }
    this.#inside++;
    return once(() => {
      this.#inside--;
      this.#closeNext();
    });
  }

  async close(): Promise<Disposable> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#closers.push(resolve);
    this.#closeNext();
    await promise;
    return once(() => {
      this.#isClosed = false;
      this.#closeNext();
      if (!this.#isClosed) {
        this.#opened.resolve();
        this.#opened = Promise.withResolvers<void>();
      }
    });
  }

  #closeNext(): void {
    const closer = this.#isClosed || this.#inside > 0 ? undefined : this.#closers.shift();
    if (closer !== undefined) {
      this.#isClosed = true;
      closer();
    }
  }
}

function once(work: () => void): Disposable {
  let isDone = false;
  return {
    [Symbol.dispose]: () => {
      if (!isDone) {
        isDone = true;
        work();
      }
    },
  };
}
