// A token bucket. It limits how often a peer may do something that costs us work, such as resetting streams.

/** Holds at most `capacity` tokens and gains `perSecond` of them each second. */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perSecond: number;
  #tokens: number;
  #refilledAt: number;

  constructor(capacity: number, perSecond: number) {
    this.#capacity = capacity;
    this.#perSecond = perSecond;
    this.#tokens = capacity;
    this.#refilledAt = performance.now();
  }

  /** Takes one token; false when there is none. */
  take(): boolean {
    if (this.#tokens < 1) {
      const now = performance.now();
      const gained = ((now - this.#refilledAt) / 1000) * this.#perSecond;
      this.#tokens = Math.min(this.#capacity, this.#tokens + gained);
      this.#refilledAt = now;
    }
    this.#tokens--;
    return this.#tokens >= 0;
  }
}
