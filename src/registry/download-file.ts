// A file that a blob is appended to, with a hash of all that it holds. The calls block, which is right in the downloads'
// Worker: that thread has nothing else to do.
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import type { Digest } from "../core/digest.ts";
import { parseDigest } from "../core/digest.ts";
import { dataLoss } from "../errors/index.ts";
import { hashFor } from "../oci/digest.ts";

const chunkSize = 1 << 20;

export class HashedFile implements Disposable {
  readonly #fd: number;
  readonly #algorithm: string;
  readonly #hash: ReturnType<typeof hashFor>;
  #size = 0;

  /** Hashes the `offset` bytes that the file holds, with the algorithm of the digest `like`. Data loss: it holds others. */
  constructor(path: string, offset: number, like: Digest) {
    this.#fd = openSync(path, "r+");
    this.#algorithm = parseDigest(like).algorithm;
    this.#hash = hashFor(like);
    try {
      this.#readAll(path, offset);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#size;
  }

  append(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#fd, bytes, written, bytes.length - written, this.#size + written);
    }
    this.#hash.update(bytes);
    this.#size += bytes.length;
  }

  /** Digest of the whole file. It ends the hash, so nothing can be appended afterwards. */
  digest(): Digest {
    return `${this.#algorithm}:${this.#hash.digest("hex")}`;
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }

  #readAll(path: string, offset: number): void {
    if (fstatSync(this.#fd).size !== offset) {
      throw dataLoss(`${path} has ${fstatSync(this.#fd).size} bytes, ${offset} were said`);
    }
    const buffer = Buffer.allocUnsafeSlow(Math.min(chunkSize, offset));
    while (this.#size < offset) {
      const count = readSync(this.#fd, buffer, 0, buffer.length, this.#size);
      this.#hash.update(buffer.subarray(0, count));
      this.#size += count;
    }
  }
}
