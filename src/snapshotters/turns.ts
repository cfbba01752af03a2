import { setImmediate } from "node:timers/promises";

/** Synchronous work on a tree runs at most this long before others have their turn of the event loop. */
const turnMillis = 2;

export class Turns {
  private begun = performance.now();

  /** Resolves at once while the turn lasts. */
  async next(): Promise<void> {
    if (this.isOver) {
      await setImmediate();
      this.begun = performance.now();
    }
  }

  get isOver(): boolean {
    return performance.now() - this.begun > turnMillis;
  }
}
