// Remembers how the most recent streams ended. Whether a frame that still arrives for such a stream is an error depends on
// that (RFC 9113 section 5.1, "closed").

const remembered = 1024;

export class ClosedStreams {
  readonly #ids = new Uint32Array(remembered);
  readonly #wereReset = new Uint8Array(remembered);
  #next = 0;

  add(id: number, byUs: boolean): void {
    this.#ids[this.#next] = id;
    this.#wereReset[this.#next] = byUs ? 1 : 0;
    this.#next = (this.#next + 1) % remembered;
  }

  has(id: number): boolean {
    return this.#ids.includes(id);
  }

  /** Whether we reset the stream. Its frames that the peer sent before it heard of that are to be ignored. */
  wasResetByUs(id: number): boolean {
    const at = this.#ids.indexOf(id);
    return at >= 0 && this.#wereReset[at] === 1;
  }
}
