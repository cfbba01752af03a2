// Decides when to collect garbage: soon after deletions, after enough other changes, and never so often that the metadata is
// locked for more than a small part of the time. Source: containerd plugins/gc/scheduler.go.
import type { Collectable, CollectionStats, Collector } from "../core/gc.ts";
import { type Log, silent } from "../log/index.ts";

export interface GcOptions {
  /** The part of the time for which collections may lock the metadata, 0 to 0.5. */
  readonly pauseThreshold: number;
  /** The number of deletions after which a collection is brought forward; 0 means that none is. */
  readonly deletionThreshold: number;
  /** The number of changes after which a collection is due though nothing was deleted; 0 means that none is. */
  readonly mutationThreshold: number;
  /** Milliseconds between the decision to collect and the collection. */
  readonly scheduleDelay: number;
  /** Milliseconds between the start and the first collection; 0 means that the start causes none. */
  readonly startupDelay: number;
}

interface Waiter {
  resolve(stats: CollectionStats): void;
  reject(error: unknown): void;
}

/** Milliseconds. A shorter average pause counts as this one, so that collections are not too close together. */
const shortestPause = 5;
const firstInterval = 1000;
const retryDelay = 1000;

export class GcScheduler implements Collector, AsyncDisposable {
  readonly #collectable: Collectable;
  readonly #options: GcOptions;
  readonly #log: Log;
  #timer: Timer | undefined;
  /** The time at which the timer fires, in milliseconds; undefined while nothing is due. */
  #nextAt: number | undefined;
  #interval = firstInterval;
  #pauses = 0;
  #collections = 0;
  #deletions = 0;
  #mutations = 0;
  #waiters: Waiter[] = [];
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(collectable: Collectable, options: GcOptions, log: Log = silent) {
    this.#collectable = collectable;
    this.#options = { ...options, pauseThreshold: Math.min(Math.max(options.pauseThreshold, 0), 0.5) };
    this.#log = log;
    collectable.onMutation((deletions) => this.#count(deletions));
    if (options.startupDelay > 0) {
      this.#schedule(options.startupDelay);
    }
  }

  collectNow(): Promise<CollectionStats> {
    const { promise, resolve, reject } = Promise.withResolvers<CollectionStats>();
    if (this.#stopped) {
      reject(new Error("the garbage collector is stopped"));
    } else {
      this.#waiters.push({ resolve, reject });
      this.#bringForward();
    }
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    for (const { reject } of this.#waiters.splice(0)) {
      reject(new Error("the garbage collector is stopped"));
    }
  }

  #count(deletions: number): void {
    this.#deletions += deletions;
    this.#mutations++;
    const { deletionThreshold } = this.#options;
    if (deletionThreshold > 0 && this.#deletions >= deletionThreshold) {
      this.#bringForward();
    } else if (this.#isDue() && this.#nextAt === undefined) {
      this.#schedule(this.#interval);
    }
  }

  #isDue(): boolean {
    const { mutationThreshold } = this.#options;
    const enoughChanges = mutationThreshold > 0 && this.#mutations >= mutationThreshold;
    return this.#waiters.length > 0 || this.#deletions > 0 || enoughChanges;
  }

  #bringForward(): void {
    const { scheduleDelay } = this.#options;
    if (this.#nextAt === undefined || this.#nextAt > performance.now() + scheduleDelay) {
      this.#schedule(scheduleDelay);
    }
  }

  #schedule(delay: number): void {
    if (this.#stopped || this.#running !== undefined) {
      return;
    }
    clearTimeout(this.#timer);
    this.#nextAt = performance.now() + delay;
    this.#timer = setTimeout(() => {
      this.#running = this.#collect();
    }, delay);
  }

  async #collect(): Promise<void> {
    const counted = { deletions: this.#deletions, mutations: this.#mutations };
    const waiters = this.#waiters.splice(0);
    this.#deletions = 0;
    this.#mutations = 0;
    let delay = 0;
    try {
      const stats = await this.#collectable.collect();
      this.#log.trace("garbage collected", { pause: stats.lockedMillis, removed: stats.removed });
      this.#adapt(stats.lockedMillis);
      delay = this.#interval;
      for (const { resolve } of waiters) {
        resolve(stats);
      }
    } catch (error) {
      this.#log.error("garbage collection failed", { error });
      this.#deletions += Math.max(counted.deletions, 1);
      this.#mutations += counted.mutations;
      delay = this.#interval + retryDelay;
      for (const { reject } of waiters) {
        reject(new Error("collect garbage", { cause: error }));
      }
    }
    this.#running = undefined;
    this.#nextAt = undefined;
    if (this.#waiters.length > 0) {
      this.#schedule(this.#options.scheduleDelay);
    } else if (this.#isDue()) {
      this.#schedule(delay);
    }
  }

  /** Makes the interval so long that the average pause is the allowed part of it. */
  #adapt(pause: number): void {
    this.#pauses += pause;
    this.#collections++;
    const { pauseThreshold } = this.#options;
    if (pauseThreshold > 0) {
      const average = Math.max(this.#pauses / this.#collections, shortestPause);
      this.#interval = average / pauseThreshold - average;
    }
  }
}
