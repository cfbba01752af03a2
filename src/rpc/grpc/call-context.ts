// The context of one call. It is aborted when the caller has disconnected or canceled, or when its deadline has passed.
import type { Context } from "../../context/index.ts";
import type { Fault } from "../../errors/index.ts";
import { startTimer } from "../timer.ts";

export class CallContext {
  readonly ctx: Context;
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `timeout` is in milliseconds; `expired` is called when it has passed, unless `finish` was called before. */
  constructor(timeout: number | undefined, expired: () => void) {
    const deadline = timeout === undefined ? undefined : Date.now() + timeout;
    this.ctx = { signal: this.#controller.signal, deadline };
    if (timeout !== undefined) {
      this.#timer = startTimer(timeout, expired);
    }
  }

  abort(reason: Fault): void {
    this.finish();
    this.#controller.abort(reason);
  }

  finish(): void {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }
}
