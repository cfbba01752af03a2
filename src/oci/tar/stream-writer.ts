import { TarWriter, type WrittenEntry } from "./writer.ts";

/** Writes a tar archive no faster than its bytes are taken. */
export class TarStreamWriter {
  readonly #tar: TarWriter;
  readonly #write: (bytes: Uint8Array) => Promise<unknown>;
  #made: Uint8Array[] = [];

  /** `write` resolves when there is room for more. */
  constructor(write: (bytes: Uint8Array) => Promise<unknown>) {
    this.#write = write;
    this.#tar = new TarWriter((bytes) => void this.#made.push(bytes));
  }

  async begin(entry: WrittenEntry): Promise<void> {
    this.#tar.begin(entry);
    await this.#flush();
  }

  async data(bytes: Uint8Array): Promise<void> {
    this.#tar.data(bytes);
    await this.#flush();
  }

  async end(): Promise<void> {
    this.#tar.end();
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const made = this.#made;
    this.#made = [];
    for (const bytes of made) {
      await this.#write(bytes);
    }
  }
}
