/**
 * Keeps events in order: what a call causes is told after the call's own event, also when it happens while the call is still
 * under way. A process that ends at once must not be heard to exit before it was heard to start.
 */
export class EventGate {
  #calls = 0;
  readonly #held: (() => void)[] = [];

  /** Runs a call whose own event comes first. */
  async during<T>(call: () => Promise<T>): Promise<T> {
    this.#calls++;
    try {
      return await call();
    } finally {
      this.#calls--;
      if (this.#calls === 0) {
        this.#open();
      }
    }
  }

  /** Runs `tell` now, or when the calls under way have ended; in the order in which it was asked. */
  afterCalls(tell: () => void): void {
    if (this.#calls === 0) {
      tell();
    } else {
      this.#held.push(tell);
    }
  }

  #open(): void {
    for (const tell of this.#held.splice(0)) {
      tell();
    }
  }
}
