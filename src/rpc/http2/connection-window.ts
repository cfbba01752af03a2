// The receive window of a whole connection. It opens again as bytes arrive, so that one slow call does not hold up
// the others, until too much lies unread; then it waits for readers.
import { ReceiveWindow } from "./receive-window.ts";

export class ConnectionWindow {
  readonly #window: ReceiveWindow;
  readonly #maxUnread: number;
  #unread = 0;
  /** Arrived, and not given back because too much is unread. */
  #withheld = 0;

  constructor(size: number, maxUnread: number) {
    this.#window = new ReceiveWindow(size);
    this.#maxUnread = maxUnread;
  }

  /** False: the peer sent more than it may. */
  take(length: number): boolean {
    return this.#window.take(length);
  }

  // Each of these returns the increment to send now, or 0.

  /** Bytes that nobody has to read. */
  discarded(length: number): number {
    return this.#credit(length);
  }

  /** Bytes that a call will read. */
  delivered(length: number): number {
    this.#unread += length;
    return this.#credit(length);
  }

  /** A call has read bytes, or will never. */
  read(length: number): number {
    this.#unread -= length;
    return this.#withheld > 0 ? this.#credit(0) : 0;
  }

  #credit(length: number): number {
    this.#withheld += length;
    if (this.#unread > this.#maxUnread) {
      return 0;
    }
    const increment = this.#window.give(this.#withheld);
    this.#withheld = 0;
    return increment;
  }
}
