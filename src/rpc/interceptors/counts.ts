// Counts the calls of each method and their outcomes, for metrics.
import { type Kind, kindOf } from "../../errors/index.ts";
import type { Interceptor } from "../handler.ts";

export interface CallCount {
  readonly service: string;
  readonly method: string;
  /** Calls that were started. Those that have not ended yet are the difference to the sum of `ended`. */
  started: number;
  /** Calls that have ended, by outcome. */
  readonly ended: Map<"ok" | Kind, number>;
  /** Milliseconds that all ended calls took together. */
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
