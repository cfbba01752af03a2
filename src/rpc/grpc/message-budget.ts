// What messages may take of memory, over all calls, where the windows of HTTP/2 do not bound it: one that is not complete
// gets credit until it is, and of small ones that wait to be read each costs more than its bytes.
import { WireFault } from "./wire-fault.ts";

export class MessageBudget {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get used(): number {
    return this.#used;
  }

  /** Throws WireFault when there is no more. */
  take(bytes: number): void {
    if (this.#used + bytes > this.#limit) {
      throw new WireFault("resource exhausted", "too many messages are being received at once");
    }
    this.#used += bytes;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}
