// What the peer may still send us (RFC 9113 section 5.2), on one stream or on the connection.

export class ReceiveWindow {
  readonly #size: number;
  #available: number;
  /** Consumed, and not yet given back to the peer. */
  #owed = 0;

  constructor(size: number) {
    this.#size = size;
    this.#available = size;
  }

  /** False: the peer sent more than it may. */
  take(length: number): boolean {
    this.#available -= length;
    return this.#available >= 0;
  }

  /**
   * Counts `length` as consumed. Returns the increment to send now, or 0: small ones are collected, so that
   * a window costs two WINDOW_UPDATE frames, not one for each DATA frame.
   */
  give(length: number): number {
    this.#owed += length;
    if (this.#owed * 2 < this.#size) {
      return 0;
    }
    const increment = this.#owed;
    this.#owed = 0;
    this.#available += increment;
    return increment;
  }
}
