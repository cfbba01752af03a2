// At most so many at once; the others wait in line.
import type { Context } from "../../context/index.ts";
import { abortable, throwIfAborted } from "../../context/index.ts";

export class Limiter {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
  }

  async run<T>(ctx: Context, work: () => Promise<T>): Promise<T> {
    await this.#enter(ctx);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(ctx: Context): Promise<void> {
    throwIfAborted(ctx);
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    try {
      await abortable(promise, ctx.signal);
    } catch (error) {
      const position = this.#waiting.indexOf(resolve);
      if (position < 0) {
        this.#leave();
      } else {
        this.#waiting.splice(position, 1);
      }
      throw error;
    }
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#free++;
    } else {
      next();
    }
  }
}
