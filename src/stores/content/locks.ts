import { now, toMillis, toRfc3339 } from "../../core/time.ts";
import { unavailable } from "../../errors/index.ts";

/**
 * Allows one writer at a time for each ref. Clients try again because of the kind of the error; the duration in its text tells
 * people whether somebody is writing or forgot to close.
 */
export class RefLocks {
  readonly #since = new Map<string, ReturnType<typeof now>>();

  lock(ref: string): void {
    const since = this.#since.get(ref);
    if (since !== undefined) {
      const seconds = Math.max(0, toMillis(now()) - toMillis(since)) / 1000;
      throw unavailable(`ref ${ref} locked for ${seconds}s (since ${toRfc3339(since)})`);
    }
    this.#since.set(ref, now());
  }

  unlock(ref: string): void {
    this.#since.delete(ref);
  }
}
