// The flow-control window for what a peer may still send us (RFC 9113 section 5.2), of a stream or of the connection.

export class ReceiveWindow {
  readonly #size: number;
  #available: number;
  /** Bytes that were consumed and for which no WINDOW_UPDATE was sent yet. */
  #uncredited = 0;

  constructor(size: number) {
    this.#size = size;
    this.#available = size;
  }

  /** Counts received bytes; false when the peer sent more than the window allows. */
  take(length: number): boolean {
    this.#available -= length;
    return this.#available >= 0;
  }

  /**
   * Counts `length` bytes as consumed. Returns the increment for a WINDOW_UPDATE to be sent now, or 0. Small increments are
   * collected, so that a whole window takes two WINDOW_UPDATE frames instead of one for each DATA frame.
   */
  give(length: number): number {
    this.#uncredited += length;
    if (this.#uncredited * 2 < this.#size) {
      return 0;
    }
    const increment = this.#uncredited;
    this.#uncredited = 0;
    this.#available += increment;
    return increment;
  }
}
