import { createHash, type Hash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Algorithm, Digest } from "../../core/digest.ts";

/** No more than this is hashed in one turn of the event loop. It takes about 1 ms with sha256, and 3 ms with sha512. */
export const turnBytes = 1 << 20;

/** A running digest that can be asked for its value at any time. */
export class Digester {
  readonly algorithm: Algorithm;
  #hash: Hash;

  constructor(algorithm: Algorithm) {
    this.algorithm = algorithm;
    this.#hash = createHash(algorithm);
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  reset(): void {
    this.#hash = createHash(this.algorithm);
  }

  digest(): Digest {
    return `${this.algorithm}:${this.#hash.copy().digest("hex")}`;
  }

  /** Adds the bytes of a file, and gives their number. */
  async addFile(path: string): Promise<number> {
    const file = await open(path, "r");
    try {
      const buffer = Buffer.allocUnsafeSlow(turnBytes);
      let offset = 0;
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, turnBytes, offset);
        if (bytesRead === 0) {
          return offset;
        }
        this.update(buffer.subarray(0, bytesRead));
        offset += bytesRead;
      }
    } finally {
      await file.close();
    }
  }
}
