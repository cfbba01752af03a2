// The receive window of a whole connection. It is widened as bytes arrive, not as they are read, so that one slow call does
// not stop the others. When too many bytes are unread, it is widened only as calls read them.
import { ReceiveWindow } from "./receive-window.ts";

export class ConnectionWindow {
  readonly #window: ReceiveWindow;
  readonly #maxUnread: number;
  #unread = 0;
  /** Bytes that arrived and for which the peer got no new credit, because too much is unread. */
  #withheld = 0;

  constructor(size: number, maxUnread: number) {
    this.#window = new ReceiveWindow(size);
    this.#maxUnread = maxUnread;
  }

  /** Counts received bytes; false when the peer sent more than the window allows. */
  take(length: number): boolean {
    return this.#window.take(length);
  }

  // Each of the following methods returns the increment for a WINDOW_UPDATE to be sent now, or 0.

  /** Counts bytes that no call will read. */
  discarded(length: number): number {
    return this.#credit(length);
  }

  /** Counts bytes that a call will read. */
  delivered(length: number): number {
    this.#unread += length;
    return this.#credit(length);
  }

  /** Counts bytes that a call has read, or that it will never read because it is over. */
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
