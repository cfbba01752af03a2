// Bytes that come in chunks of any size, taken in pieces of the size one needs.
import { abortable, type Context } from "../../../context/index.ts";
import { invalidArgument } from "../../../errors/index.ts";

export class ByteSource {
  readonly #ctx: Context;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  /** A producer that says nothing more is waited for until `ctx` aborts. */
  constructor(ctx: Context, chunks: AsyncIterable<Uint8Array>) {
    this.#ctx = ctx;
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Exactly `size` bytes; undefined when there are none left at all. Invalid argument when they end in between. */
  async take(size: number): Promise<Uint8Array | undefined> {
    const taken = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const piece = await this.some(size - filled);
      if (piece === undefined) {
        if (filled === 0) {
          return undefined;
        }
        throw truncated();
      }
      taken.set(piece, filled);
      filled += piece.length;
    }
    return taken;
  }

  /** `size` bytes as they come. */
  async *stream(size: number): AsyncGenerator<Uint8Array> {
    for (let left = size; left > 0; ) {
      const piece = await this.some(left);
      if (piece === undefined) {
        throw truncated();
      }
      left -= piece.length;
      yield piece;
    }
  }

  /** At least one and at most `limit` bytes; undefined at the end. */
  async some(limit: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      const { done, value } = await abortable(this.#chunks.next(), this.#ctx.signal);
      if (done) {
        return undefined;
      }
      this.#rest = value;
    }
    const piece = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  /** All that is left, as it comes. */
  async *all(): AsyncGenerator<Uint8Array> {
    for (let piece = await this.some(1 << 20); piece !== undefined; piece = await this.some(1 << 20)) {
      yield piece;
    }
  }

  /** Looks at the first bytes without taking them. */
  async peek(size: number): Promise<Uint8Array> {
    while (this.#rest.length < size) {
      const { done, value } = await abortable(this.#chunks.next(), this.#ctx.signal);
      if (done) {
        break;
      }
      this.#rest = Buffer.concat([this.#rest, value]);
    }
    return this.#rest.subarray(0, size);
  }

  /** Tells the producer that no more is wanted, without waiting for it. */
  close(): void {
    this.#chunks.return?.().catch(() => {});
  }
}

function truncated(): Error {
  return invalidArgument("archive ends in the middle of an entry");
}
