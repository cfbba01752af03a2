// Watches how late the event loop's timers are: a stall means synchronous work that belongs elsewhere.
import type { Log } from "../log/index.ts";
import type { Activity } from "./activity.ts";

const intervalMillis = 50;
/** From here on a delay is logged. */
const stallMillis = 100;
/** Of what may have caused a stall, the longest are named. */
const maxNamed = 5;
/** Upper bounds of the histogram's buckets, in milliseconds. */
const bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] as const;

export interface LoopDelay {
  readonly samples: number;
  readonly stalls: number;
  readonly maxMillis: number;
  readonly totalMillis: number;
  /** Samples at most as late as each bound, as in a Prometheus histogram. */
  readonly buckets: readonly { readonly millis: number; readonly samples: number }[];
}

export class LoopWatch {
  readonly #log: Log;
  readonly #activity: Activity;
  readonly #buckets: number[] = bounds.map(() => 0);
  #samples = 0;
  #stalls = 0;
  #max = 0;
  #total = 0;
  #timer: NodeJS.Timeout | undefined;
  #due = 0;

  constructor(log: Log, activity: Activity) {
    this.#log = log;
    this.#activity = activity;
  }

  start(): void {
    this.#due = performance.now() + intervalMillis;
    this.#timer = setInterval(() => this.#tick(), intervalMillis);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  delay(): LoopDelay {
    return {
      samples: this.#samples,
      stalls: this.#stalls,
      maxMillis: this.#max,
      totalMillis: this.#total,
      buckets: bounds.map((millis, index) => ({ millis, samples: this.#buckets[index] ?? 0 })),
    };
  }

  #tick(): void {
    const now = performance.now();
    const late = Math.max(0, now - this.#due);
    this.#due = now + intervalMillis;
    this.#record(late);
    const recent = this.#activity.takeRecent();
    if (late > stallMillis) {
      this.#stalls++;
      const ran = recent.slice(0, maxNamed).map(({ name, millis }) => `${name} (${Math.round(millis)} ms)`);
      this.#log.warn("event loop stalled", { millis: Math.round(late), ran: ran.join(", ") });
    }
  }

  #record(late: number): void {
    this.#samples++;
    this.#total += late;
    this.#max = Math.max(this.#max, late);
    for (const [index, bound] of bounds.entries()) {
      if (late <= bound) {
        this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
      }
    }
  }
}
