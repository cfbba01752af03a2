import { Limiter } from "./limiter.ts";

/** Lets one at a time in for each key; the others wait in the order in which they came. */
export class KeyedLock {
  readonly #locks = new Map<string, { readonly mutex: Limiter; users: number }>();

  /** Runs `work` while nobody else does for this key. Whoever's `signal` aborts before that gives up waiting, and fails. */
  async run<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const lock = this.#locks.get(key) ?? { mutex: new Limiter(1), users: 0 };
    this.#locks.set(key, lock);
    lock.users++;
    try {
      return await lock.mutex.run(work, signal);
    } finally {
      lock.users--;
      if (lock.users === 0) {
        this.#locks.delete(key);
      }
    }
  }

  /** Takes the key until the returned function is called. */
  async take(key: string, signal?: AbortSignal): Promise<() => void> {
    const taken = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const work = (): Promise<void> => {
      taken.resolve();
      return released.promise;
    };
    this.run(key, work, signal).catch(taken.reject);
    await taken.promise;
    return released.resolve;
  }
}
