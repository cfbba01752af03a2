// Limits the memory that received messages of all calls take together. The flow control of HTTP/2 does not limit it: an
// incomplete message gets new credit until it is complete, and a small queued message takes more memory than its bytes.
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

  /** Throws WireFault when fewer than `bytes` are left. */
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
