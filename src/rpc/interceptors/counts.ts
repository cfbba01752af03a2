// How many calls of each method were begun and how they ended, for metrics.
import { type Kind, kindOf } from "../../errors/index.ts";
import type { Interceptor } from "../handler.ts";

export interface CallCount {
  readonly service: string;
  readonly method: string;
  /** Begun; those under way are the rest of it. */
  started: number;
  /** Ended, by outcome. */
  readonly ended: Map<"ok" | Kind, number>;
  /** Milliseconds of all that ended. */
  totalMillis: number;
}

export class CallCounts {
  readonly #counts = new Map<string, CallCount>();

  all(): CallCount[] {
    return [...this.#counts.values()];
  }

  readonly interceptor: Interceptor = async (call, run) => {
    const count = this.#of(call.method.service, call.method.name);
    const begun = performance.now();
    count.started++;
    let outcome: "ok" | Kind = "ok";
    try {
      await run(call.ctx);
    } catch (error) {
      outcome = kindOf(error);
      throw error;
    } finally {
      count.ended.set(outcome, (count.ended.get(outcome) ?? 0) + 1);
      count.totalMillis += performance.now() - begun;
    }
  };

  #of(service: string, method: string): CallCount {
    const key = `${service}/${method}`;
    let count = this.#counts.get(key);
    if (count === undefined) {
      count = { service, method, started: 0, ended: new Map(), totalMillis: 0 };
      this.#counts.set(key, count);
    }
    return count;
  }
}
