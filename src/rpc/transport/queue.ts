// Bytes that wait until the kernel has room for them.

export class WriteQueue {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length > 0) {
      this.#chunks.push(bytes);
      this.#size += bytes.length;
    }
  }

  /** Passes chunk after chunk to `write`, which returns how many bytes it took, until it takes less than a whole chunk. */
  flush(write: (bytes: Uint8Array) => number): void {
    let done = 0;
    for (const chunk of this.#chunks) {
      const taken = write(chunk);
      this.#size -= taken;
      if (taken < chunk.length) {
        this.#chunks[done] = chunk.subarray(taken);
        break;
      }
      done++;
    }
    this.#chunks.splice(0, done);
  }

  clear(): void {
    this.#chunks.length = 0;
    this.#size = 0;
  }
}
