// The latest streams that are over: what still arrives for them is judged by how they ended
// (RFC 9113 section 5.1, "closed").

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

  /** Then frames that were on their way are to be ignored. */
  wasResetByUs(id: number): boolean {
    const at = this.#ids.indexOf(id);
    return at >= 0 && this.#wereReset[at] === 1;
  }
}
