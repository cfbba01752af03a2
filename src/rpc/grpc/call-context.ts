// The context of one call: aborted when the caller has gone or its deadline has passed.
import type { Context } from "../../context/index.ts";
import type { Fault } from "../../errors/index.ts";
import { startTimer } from "../timer.ts";

export class CallContext {
  readonly ctx: Context;
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `timeout` in milliseconds; `expired` is called when it has passed, unless `finish` came first. */
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
