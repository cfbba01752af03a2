// What the daemon is doing right now: for stalls of the event loop, the dump, and a stop that waits for calls.
import type { Interceptor } from "../rpc/handler.ts";

export interface Running {
  readonly name: string;
  /** Of performance.now(). */
  readonly since: number;
  /** Calls that stream may last as long as their client: a stop does not wait for them. */
  readonly isStream: boolean;
}

/** Names kept of what ended since the last look. */
const maxEnded = 64;

export class Activity {
  readonly #running = new Set<Running>();
  readonly #ended = new Set<string>();
  #onIdle: (() => void) | undefined;

  /** Notes that something begins; call what is returned when it ended. */
  begin(name: string, isStream = false): () => void {
    const running: Running = { name, since: performance.now(), isStream };
    this.#running.add(running);
    return () => {
      this.#running.delete(running);
      if (this.#ended.size < maxEnded) {
        this.#ended.add(name);
      }
      if (!this.#hasUnary()) {
        this.#onIdle?.();
      }
    };
  }

  running(): readonly Running[] {
    return [...this.#running];
  }

  /** Names of what ran at any time since the last call. */
  takeRecent(): string[] {
    const names = new Set([...this.#ended, ...[...this.#running].map(({ name }) => name)]);
    this.#ended.clear();
    return [...names];
  }

  /** Resolves when nothing but streams is running. */
  async idle(): Promise<void> {
    if (this.#hasUnary()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onIdle = resolve;
      await promise;
    }
  }

  readonly interceptor: Interceptor = async (call, run) => {
    const { service, name, kind } = call.method;
    const end = this.begin(`${service}/${name}`, kind !== "unary");
    try {
      await run(call.ctx);
    } finally {
      end();
    }
  };

  #hasUnary(): boolean {
    return [...this.#running].some(({ isStream }) => !isStream);
  }
}
