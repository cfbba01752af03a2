// The bytes of an archive as they come from a client.
import { abortable, type Context } from "../../../context/index.ts";

export class ArchiveSource {
  readonly #ctx: Context;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #head: Uint8Array = new Uint8Array();

  /** Whoever reads waits for a silent producer until `ctx` aborts. */
  constructor(ctx: Context, chunks: AsyncIterable<Uint8Array>) {
    this.#ctx = ctx;
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The first `size` bytes, or fewer where there are no more. Bytes that were looked at are still part of `all`. */
  async peek(size: number): Promise<Uint8Array> {
    while (this.#head.length < size) {
      const next = await this.#next();
      if (next === undefined) {
        break;
      }
      this.#head = Buffer.concat([this.#head, next]);
    }
    return this.#head.subarray(0, size);
  }

  /** Gives all bytes as they come, including those that were looked at. */
  async *all(): AsyncGenerator<Uint8Array> {
    if (this.#head.length > 0) {
      yield this.#head;
    }
    for (let next = await this.#next(); next !== undefined; next = await this.#next()) {
      yield next;
    }
  }

  async #next(): Promise<Uint8Array | undefined> {
    const { done, value } = await abortable(this.#chunks.next(), this.#ctx.signal);
    return done ? undefined : value;
  }

  /** Tells the producer that no more bytes are wanted, without waiting for an answer. */
  close(): void {
    this.#chunks.return?.().catch(() => {});
  }
}
