import { setImmediate } from "node:timers/promises";

/** Milliseconds for which synchronous work on a tree may keep the event loop. */
const sliceMillis = 2;

/** Cuts long synchronous work into slices, between which the event loop does other work. */
export class TimeSlices {
  #begun = performance.now();

  /** Lets other work run when the slice is over, else resolves at once. */
  async next(): Promise<void> {
    if (this.isOver) {
      await setImmediate();
      this.#begun = performance.now();
    }
  }

  get isOver(): boolean {
    return performance.now() - this.#begun > sliceMillis;
  }
}
