// Cancels a call at every point where that can make a difference. The points are steps, which are counted: each turn of the
// event loop, in which anything that was waited for may have come, and each look at the signal of the call's context. A call
// is run again and again, canceled at step 0, 1, 2 and so on, until it ends before its step comes.

/** The first steps are all tried, and later ones, which only long calls have, at growing distances. */
const denseSteps = 10;
const growth = 2;

/** One attempt of a call: it is canceled at a certain step. */
export class Cancellation {
  readonly at: number;
  readonly #caller = new AbortController();
  readonly #handler = new AbortController();
  #steps = 0;
  #hasEnded = false;

  constructor(at: number) {
    this.at = at;
    watchLooks(this.#handler.signal, () => this.#step());
    this.#countTurns();
  }

  /** The signal for the caller's side of a call. */
  get callerSignal(): AbortSignal {
    return this.#caller.signal;
  }

  /** The signal for the context in which the call is handled. Each time it is read is a step. */
  get handlerSignal(): AbortSignal {
    return this.#handler.signal;
  }

  get wasCanceled(): boolean {
    return this.#caller.signal.aborted;
  }

  /** The call has ended, and no more steps are counted. */
  end(): void {
    this.#hasEnded = true;
  }

  #step(): void {
    if (!this.#hasEnded && this.#steps++ === this.at) {
      this.#handler.abort();
      this.#caller.abort();
    }
  }

  #countTurns(): void {
    this.#step();
    if (!this.#hasEnded && !this.wasCanceled) {
      setImmediate(() => this.#countTurns());
    }
  }
}

/** When a listener is added at the step of the abort, it is called as if the abort came right afterwards. */
function watchLooks(signal: AbortSignal, onLook: () => void): void {
  const aborted = Object.getOwnPropertyDescriptor(AbortSignal.prototype, "aborted")?.get;
  const addEventListener = signal.addEventListener.bind(signal);
  Object.defineProperty(signal, "aborted", {
    get: () => {
      onLook();
      return aborted?.call(signal) === true;
    },
  });
  Object.defineProperty(signal, "addEventListener", {
    value: (...args: Parameters<typeof addEventListener>) => {
      addEventListener(...args);
      queueMicrotask(onLook);
    },
  });
}

export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/**
 * Runs `attempt` until it ends before it is canceled. After each attempt `after` must restore the state from before it. Returns how
 * often the call was canceled. An attempt that fails without having been canceled is an error.
 */
export async function cancelAtEveryStep<T>(
  attempt: (cancellation: Cancellation) => Promise<T>,
  after: (outcome: Outcome<T>) => Promise<void>,
): Promise<number> {
  let canceled = 0;
  for (let at = 0; ; at = at < denseSteps ? at + 1 : Math.ceil(at * growth)) {
    const cancellation = new Cancellation(at);
    const outcome = await attempt(cancellation).then(
      (value): Outcome<T> => ({ value }),
      (error: unknown): Outcome<T> => ({ error }),
    );
    cancellation.end();
    if (!cancellation.wasCanceled && "error" in outcome) {
      throw outcome.error;
    }
    try {
      await after(outcome);
    } catch (cause) {
      throw new Error(`after a cancellation at step ${at}`, { cause });
    }
    if (!cancellation.wasCanceled) {
      return canceled;
    }
    canceled++;
  }
}
