// One at a time for each key: two pulls that share a layer fetch and unpack it once.
import type { Context } from "../../context/index.ts";
import { Limiter } from "./limiter.ts";

export class KeyedLock {
  readonly #locks = new Map<string, { readonly limiter: Limiter; users: number }>();

  /** Runs `work` while nobody else does for this key. */
  async run<T>(ctx: Context, key: string, work: () => Promise<T>): Promise<T> {
    const lock = this.#locks.get(key) ?? { limiter: new Limiter(1), users: 0 };
    this.#locks.set(key, lock);
    lock.users++;
    try {
      return await lock.limiter.run(ctx, work);
    } finally {
      lock.users--;
      if (lock.users === 0) {
        this.#locks.delete(key);
      }
    }
  }

  /** Takes the key until the returned function is called. */
  async take(ctx: Context, key: string): Promise<() => void> {
    const taken = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const running = this.run(ctx, key, () => {
      taken.resolve();
      return released.promise;
    });
    running.catch(taken.reject);
    await taken.promise;
    return released.resolve;
  }
}
