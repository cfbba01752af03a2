// The helper processes that apply layers. One that has done a layer takes the next one, because then its code is compiled: that
// spares a quarter of the processor time of a layer of 80 MB.
import { type Context, throwIfAborted } from "../context/index.ts";
import { Child, type Listener } from "./child.ts";
import type { Job } from "./job.ts";

/** Milliseconds that an idle helper is kept. Clients that unpack by themselves ask for one layer after another. */
const idleTime = 1000;

export class Children implements AsyncDisposable {
  readonly #command: readonly string[];
  readonly #children = new Set<Child>();
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(command: readonly string[]) {
    this.#command = command;
  }

  /** As `Child.run`, in a helper that is free or in a new one. */
  async run(ctx: Context, job: Job, listener: Listener): Promise<unknown> {
    throwIfAborted(ctx);
    clearTimeout(this.#idle);
    const child = this.#freeFor(ctx) ?? this.#start();
    try {
      return await child.run(ctx, job, listener);
    } finally {
      this.#rest();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idle);
    await Promise.all([...this.#children].map((child) => this.#end(child)));
  }

  #freeFor(ctx: Context): Child | undefined {
    return [...this.#children].find((child) => child.isFreeFor(ctx));
  }

  #start(): Child {
    const child = new Child(this.#command);
    this.#children.add(child);
    return child;
  }

  /** Ends those that take no further job at once, and the idle ones when nothing was asked for a while. */
  #rest(): void {
    for (const child of this.#children) {
      if (!child.takesMore) {
        void this.#end(child);
      }
    }
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#endIdle(), idleTime);
    this.#idle.unref();
  }

  #endIdle(): void {
    for (const child of this.#children) {
      if (child.isIdle) {
        void this.#end(child);
      }
    }
  }

  /** Never fails: what went wrong with a job was told to whoever asked for it. */
  async #end(child: Child): Promise<void> {
    this.#children.delete(child);
    await child.retire().catch(() => {});
  }
}
