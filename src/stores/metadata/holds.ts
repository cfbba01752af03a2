// Keeps two kinds of work on a file apart: somebody is about to give it a record, and somebody else is removing it because it
// has none.

/** Holds on files, by name. */
export class Holds {
  readonly #held = new Map<string, number>();
  readonly #removing = new Map<string, Promise<void>>();

  /** Keeps the file until what is returned is disposed. Resolves after a removal under way, so that a file that is there then stays. */
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
   * Removes the file unless it is held or has a record, which `isKnown` must find out without waiting. False: it is held, so
   * that the caller has to ask again later.
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
