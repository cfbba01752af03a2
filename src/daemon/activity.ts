// What the daemon is doing at the moment. The watch of the event loop, the dump and a stop that waits for calls ask for it.
import type { Interceptor } from "../rpc/handler.ts";

export interface Running {
  readonly name: string;
  /** When it began, as performance.now() tells time. */
  readonly since: number;
  /** Whether it lasts as long as its client or a container, so that a stop does not wait for it. */
  readonly isOpenEnded: boolean;
}

/** The number of names that are kept of what ended since the last look. */
const maxEnded = 64;

/** Unary calls that are answered only when a container exits or when an image was moved. */
const openEnded: ReadonlySet<string> = new Set(["Wait", "Transfer"]);

export class Activity {
  readonly #running = new Set<Running>();
  /** What ended: by name, the longest time that it took, in milliseconds. */
  readonly #ended = new Map<string, number>();
  /** Is called whenever something begins. */
  onBegin: (() => void) | undefined;
  #onIdle: (() => void) | undefined;

  /** Notes that something begins. The caller calls what is returned when it has ended. */
  begin(name: string, isOpenEnded = false): () => void {
    const running: Running = { name, since: performance.now(), isOpenEnded };
    this.#running.add(running);
    this.onBegin?.();
    return () => {
      this.#running.delete(running);
      const before = this.#ended.get(name);
      if (before !== undefined || this.#ended.size < maxEnded) {
        this.#ended.set(name, Math.max(before ?? 0, performance.now() - running.since));
      }
      if (this.#onIdle !== undefined && !this.#hasShort()) {
        this.#onIdle();
      }
    };
  }

  running(): readonly Running[] {
    return [...this.#running];
  }

  /** Whether anything has ended since the last `takeRecent`, or runs that will end by itself. */
  isBusy(): boolean {
    return this.#ended.size > 0 || this.#hasShort();
  }

  /** What ran at any time since the last call of this method, the longest first. */
  takeRecent(): { readonly name: string; readonly millis: number }[] {
    const now = performance.now();
    const recent = new Map(this.#ended);
    this.#ended.clear();
    for (const { name, since } of this.#running) {
      recent.set(name, Math.max(recent.get(name) ?? 0, now - since));
    }
    return [...recent].map(([name, millis]) => ({ name, millis })).sort((a, b) => b.millis - a.millis);
  }

  /** Resolves when nothing runs that ends by itself. */
  async idle(): Promise<void> {
    if (this.#hasShort()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onIdle = resolve;
      await promise;
    }
  }

  readonly interceptor: Interceptor = async (call, run) => {
    const { service, name, kind } = call.method;
    const end = this.begin(`${service}/${name}`, kind !== "unary" || openEnded.has(name));
    try {
      await run(call.ctx);
    } finally {
      end();
    }
  };

  #hasShort(): boolean {
    return [...this.#running].some(({ isOpenEnded }) => !isOpenEnded);
  }
}
