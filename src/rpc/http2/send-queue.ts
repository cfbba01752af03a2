// The bytes of a stream that wait until the peer's window and the duplex have room for them.
import { copyBytes } from "./copy.ts";

export class SendQueue {
  readonly #chunks: Uint8Array[] = [];
  /** How many bytes of the first chunk have been taken. */
  #offset = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length > 0) {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
    }
  }

  /** Moves the first `length` bytes to `target[at]`. */
  moveTo(target: Uint8Array, at: number, length: number): void {
    let written = 0;
    while (written < length) {
      const chunk = this.#chunks[0] as Uint8Array;
      const count = Math.min(length - written, chunk.length - this.#offset);
      copyBytes(target, at + written, chunk, this.#offset, this.#offset + count);
      written += count;
      this.#offset += count;
      if (this.#offset === chunk.length) {
        this.#chunks.shift();
        this.#offset = 0;
      }
    }
    this.#length -= length;
  }

  clear(): void {
    this.#chunks.length = 0;
    this.#offset = 0;
    this.#length = 0;
  }
}
