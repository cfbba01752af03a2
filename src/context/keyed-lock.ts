import { Limiter } from "./limiter.ts";

/** A mutex for each key. Those who wait for one get it in the order in which they came. */
export class KeyedLock {
  readonly #locks = new Map<string, { readonly mutex: Limiter; users: number }>();

  /** Runs `work` while it holds the mutex of `key`. When `signal` aborts during the wait for it, this rejects without running. */
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

  /** Acquires the mutex of `key`, which is held until the returned function is called. */
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
