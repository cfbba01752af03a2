// Watches how late the timers of the event loop are. A stall means that synchronous work was done that belongs elsewhere.
import type { Log } from "../log/index.ts";
import type { Activity } from "./activity.ts";

const busyMillis = 50;
/** The interval while nothing runs, because an idle daemon should sleep. */
const idleMillis = 1000;
/** A delay of so many milliseconds is logged. */
const stallMillis = 100;
/** The number of things that are named as possible causes of a stall. */
const maxNamed = 5;
/** The upper bounds of the buckets of the histogram, in milliseconds. */
const bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] as const;

export interface LoopDelay {
  readonly samples: number;
  readonly stalls: number;
  readonly maxMillis: number;
  readonly totalMillis: number;
  /** For each bound the number of samples that were at most as late, as in a histogram of Prometheus. */
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
  #interval = 0;
  #due = 0;

  constructor(log: Log, activity: Activity) {
    this.#log = log;
    this.#activity = activity;
  }

  start(): void {
    this.#activity.onBegin = () => {
      if (this.#interval === idleMillis) {
        this.#schedule(busyMillis);
      }
    };
    this.#schedule(busyMillis);
  }

  stop(): void {
    this.#activity.onBegin = undefined;
    clearTimeout(this.#timer);
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

  #schedule(millis: number): void {
    clearTimeout(this.#timer);
    this.#interval = millis;
    this.#due = performance.now() + millis;
    this.#timer = setTimeout(() => this.#tick(), millis);
    this.#timer.unref();
  }

  #tick(): void {
    const late = Math.max(0, performance.now() - this.#due);
    this.#record(late);
    const isBusy = this.#activity.isBusy();
    const recent = this.#activity.takeRecent();
    if (late > stallMillis) {
      this.#stalls++;
      const ran = recent.slice(0, maxNamed).map(({ name, millis }) => `${name} (${Math.round(millis)} ms)`);
      this.#log.warn("event loop stalled", { millis: Math.round(late), ran: ran.join(", ") });
    }
    this.#schedule(isBusy ? busyMillis : idleMillis);
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
