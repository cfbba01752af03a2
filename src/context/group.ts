import { derive, type Scoped } from "./index.ts";

/** Work that runs side by side and ends together: the first failure stops the others, and none is left behind. */
export class WorkGroup {
  /** Aborts when the caller's context does, or one of the group fails. */
  readonly ctx: Scoped;
  readonly #stop = new AbortController();
  readonly #parent: AbortSignal;
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(ctx: Scoped) {
    this.ctx = derive(ctx, { signal: this.#stop.signal });
    this.#parent = ctx.signal;
    this.#parent.addEventListener("abort", this.#onAbort, { once: true });
    if (this.#parent.aborted) {
      this.#onAbort();
    }
  }

  readonly #onAbort = (): void => this.#stop.abort(this.#parent.reason);

  run(work: () => Promise<void>): void {
    const running = work().catch((error: unknown) => this.fail(error));
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  /** Stops the group. The first failure counts, since later ones come from the abort that it causes. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stop.abort(error);
  }

  /** Resolves when all work has ended, also what work added. Throws the first failure. */
  async wait(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all(this.#running);
    }
    this.#parent.removeEventListener("abort", this.#onAbort);
    if (this.#failure !== undefined) {
      throw this.#failure.error;
    }
  }
}
