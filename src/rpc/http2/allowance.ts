// A bucket of what a peer may do in vain: refilled with time, and empty for who floods.

export class Allowance {
  readonly #capacity: number;
  readonly #perSecond: number;
  #left: number;
  #since: number;

  constructor(capacity: number, perSecond: number) {
    this.#capacity = capacity;
    this.#perSecond = perSecond;
    this.#left = capacity;
    this.#since = performance.now();
  }

  /** False: there is nothing left. */
  take(): boolean {
    if (this.#left < 1) {
      const now = performance.now();
      this.#left = Math.min(this.#capacity, this.#left + ((now - this.#since) / 1000) * this.#perSecond);
      this.#since = now;
    }
    this.#left--;
    return this.#left >= 0;
  }
}
