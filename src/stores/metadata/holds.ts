// Files that somebody is about to give a record, or that are being removed: the two must not meet.
// Digests, snapshot numbers and refs of ingests are names here.

export class Holds {
  readonly #held = new Map<string, number>();
  readonly #removing = new Map<string, Promise<void>>();

  /** Keeps the file until released; waits for a removal under way, so that what is found afterwards stays. */
  async hold(name: string): Promise<Disposable> {
    this.#held.set(name, (this.#held.get(name) ?? 0) + 1);
    await this.#removing.get(name);
    let released = false;
    return {
      [Symbol.dispose]: () => {
        if (!released) {
          released = true;
          this.#release(name);
        }
      },
    };
  }

  names(): string[] {
    return [...this.#held.keys()];
  }

  /**
   * Removes the file unless it is held or `isKnown`, which must look without waiting. False: it is held, ask again later.
   */
  async removeUnless(isKnown: () => boolean, name: string, remove: () => Promise<void>): Promise<boolean> {
    if (this.#held.has(name) || this.#removing.has(name)) {
      return false;
    }
    if (isKnown()) {
      return true;
    }
    const removal = remove();
    const settled = removal.catch(() => {});
    this.#removing.set(name, settled);
    try {
      await removal;
      return true;
    } finally {
      this.#removing.delete(name);
    }
  }

  #release(name: string): void {
    const count = (this.#held.get(name) ?? 1) - 1;
    if (count === 0) {
      this.#held.delete(name);
    } else {
      this.#held.set(name, count);
    }
  }
}
