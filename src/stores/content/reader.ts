import { type FileHandle, open } from "node:fs/promises";
import type { ContentReader } from "../../core/content.ts";
import type { Digest } from "../../core/digest.ts";
import { errnoOf, notFound } from "../../errors/index.ts";

/** Reads the file of a blob. */
export class BlobFileReader implements ContentReader {
  readonly size: number;
  readonly #file: FileHandle;

  private constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  static async open(path: string, digest: Digest): Promise<BlobFileReader> {
    try {
      const file = await open(path, "r");
      return new BlobFileReader(file, (await file.stat()).size);
    } catch (error) {
      throw errnoOf(error) === "ENOENT" ? notFound(`content ${digest}`) : error;
    }
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const buffer = Buffer.allocUnsafe(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await this.#file.read(buffer, filled, wanted - filled, offset + filled);
      if (bytesRead === 0) {
        break;
      }
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
