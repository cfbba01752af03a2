interface Sample {
  /** Nanoseconds since the epoch. */
  readonly at: bigint;
  /** Nanoseconds of processor time. */
  readonly used: bigint;
}

const second = 1_000_000_000n;

/** How much of the processors each pod and container uses: from one question to the next. */
export class CpuRates {
  readonly #last = new WeakMap<object, Sample>();

  /**
   * Nanoseconds of processor time per second, since the last call for the same owner. Undefined at the first call, and when the counter
   * has begun anew.
   */
  next(owner: object, at: bigint, used: bigint): bigint | undefined {
    const last = this.#last.get(owner);
    if (last !== undefined && at <= last.at) {
      return undefined;
    }
    this.#last.set(owner, { at, used });
    return last === undefined || used < last.used
      ? undefined
      : ((used - last.used) * second) / (at - last.at);
  }
}
