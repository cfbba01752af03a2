/** Bytes that are kept of one output of a plugin. Results take kilobytes; the rest is read and dropped. */
const outputLimit = 1 << 20;

interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/** What a plugin writes to one of its outputs. It is read to the end even when nothing of it is kept any more. */
export class PluginOutput {
  /** Resolves at the end of the output, or when `cancel` was called. */
  readonly ended: Promise<void>;
  readonly #reader: Reader;
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
    this.ended = this.#read();
  }

  /** What came so far, as text. */
  get text(): string {
    return Buffer.concat(this.#parts).toString();
  }

  /** Reads no more, for an output that another process holds open. */
  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }

  async #read(): Promise<void> {
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done || value === undefined) {
        return;
      }
      const kept = value.subarray(0, outputLimit - this.#length);
      this.#parts.push(kept);
      this.#length += kept.length;
    }
  }
}
