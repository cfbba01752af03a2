// Callbacks that a caller gives to be called while a request is under way: writers, sources, progress, credentials. When
// one of them throws, the request is canceled and fails with its error; otherwise daemon and client would wait for each other.
import type { RequestOptions } from "./wire.ts";

/** The callbacks of one request. */
export class Callbacks {
  /** Aborts when the caller gives up, or when a guarded callback has thrown. */
  readonly signal: AbortSignal;
  readonly #caller: AbortSignal | undefined;
  readonly #stop = new AbortController();
  #failure: { readonly error: unknown } | undefined;

  /** `caller`: the signal of the request's options. */
  constructor(caller: AbortSignal | undefined) {
    this.#caller = caller;
    this.signal = caller === undefined ? this.#stop.signal : AbortSignal.any([caller, this.#stop.signal]);
  }

  /** What the callback threw that ended the request; undefined while none has. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** The callback, whose failure ends the request. */
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

  /** The source, whose failure ends the request. */
  async *guardSource<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* source;
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  #fail(error: unknown): void {
    // After the caller has canceled the request, callbacks fail for that reason, which is no failure of theirs.
    if (this.#caller?.aborted !== true) {
      this.#failure ??= { error };
      this.#stop.abort(error);
    }
  }
}

/** Runs a request that calls back. What the first guarded callback throws is thrown in place of the request's own failure. */
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
