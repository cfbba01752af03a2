// What a caller gives to be called while a request is under way: writers, sources, progress, credentials. Where such
// code throws, the request ends with its error; else the daemon and we would wait for each other.
import type { RequestOptions } from "./wire.ts";

export class Callbacks {
  readonly signal: AbortSignal;
  readonly #caller: AbortSignal | undefined;
  readonly #stop = new AbortController();
  #failure: { readonly error: unknown } | undefined;

  constructor(caller: AbortSignal | undefined) {
    this.#caller = caller;
    this.signal = caller === undefined ? this.#stop.signal : AbortSignal.any([caller, this.#stop.signal]);
  }

  /** Of the callback that ended the request. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  guard<A extends unknown[], R>(callback: (...args: A) => R | Promise<R>): (...args: A) => Promise<R> {
    return async (...args) => {
      try {
        return await callback(...args);
      } catch (error) {
        this.#fail(error);
        throw error;
      }
    };
  }

  async *guardSource<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* source;
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  #fail(error: unknown): void {
    // What a canceled request makes callbacks throw is not why it was canceled.
    if (this.#caller?.aborted !== true) {
      this.#failure ??= { error };
      this.#stop.abort(error);
    }
  }
}

/** Runs a request that calls back. Callbacks must be guarded; what the first of them throws is thrown here. */
export async function withCallbacks<O extends RequestOptions>(
  options: O,
  run: (options: O, callbacks: Callbacks) => Promise<void>,
): Promise<void> {
  const callbacks = new Callbacks(options.signal);
  const outcome = await run({ ...options, signal: callbacks.signal }, callbacks).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const failure = callbacks.failure ?? outcome;
  if (failure !== undefined) {
    throw failure.error;
  }
}
