// A streaming call as an async iterator: requests go out while replies come in.

import { canceled } from "../../errors/index.ts";
import type { Init } from "../message.ts";
import type { ClientCall } from "./client-call.ts";

export class ClientStream<I, O> implements AsyncIterableIterator<O, undefined> {
  readonly #call: Promise<ClientCall<I, O>>;
  readonly #requests: AsyncIterable<Init<I>>;

  constructor(call: Promise<ClientCall<I, O>>, requests: AsyncIterable<Init<I>>) {
    this.#call = call;
    this.#requests = requests;
    call.then(
      (open) => this.#sendAll(open),
      () => {
        // `next` awaits the same promise and throws this error to its caller.
      },
    );
  }

  async next(): Promise<IteratorResult<O, undefined>> {
    const call = await this.#call;
    try {
      return await call.replies.next();
    } catch (error) {
      // A `for await` loop does not call `return` after an error, so the call is ended here.
      call.abandon(error);
      throw error;
    }
  }

  /** A loop that is left early calls this, and thereby ends the call. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    const call = await this.#call.catch(() => undefined);
    call?.abandon(canceled("the caller left"));
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #sendAll(call: ClientCall<I, O>): Promise<void> {
    if (call.isOver) {
      return;
    }
    const requests = this.#requests[Symbol.asyncIterator]();
    // When the call ends early, the iterator that supplies its requests must be closed too.
    call.onEnd = () => void requests.return?.().catch(() => {});
    try {
      for (let next = await requests.next(); !call.isOver; next = await requests.next()) {
        if (next.done === true) {
          call.onEnd = () => {};
          call.sendEnd();
          return;
        }
        call.send(next.value, false);
        await call.sent();
      }
    } catch (error) {
      call.cancel(error);
    }
  }
}
