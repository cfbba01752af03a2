// Checks that a zstd stream consists of complete frames, by reading only their headers. The runtime's decompressor does not: it
// ends without an error when its input stops inside a frame, and ignores bytes after the last frame.
// Source: RFC 8878, section 3.1.
import { invalidArgument } from "../errors/index.ts";

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
const dictionarySizes = [0, 1, 2, 4] as const;
const contentSizes = [0, 2, 4, 8] as const;
const runLength = 1;
const reserved = 3;

type Step = "magic" | "skippable size" | "descriptor" | "block";

export class ZstdFrames {
  #step: Step = "magic";
  readonly #header = Buffer.alloc(4);
  #filled = 0;
  /** The number of bytes before the next header. */
  #skip = 0;
  #hasChecksum = false;

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, chunk.length - at);
        this.#skip -= skipped;
        at += skipped;
        continue;
      }
      this.#header[this.#filled++] = chunk[at++] ?? 0;
      if (this.#filled === this.#headerLength) {
        this.#filled = 0;
        this.#take();
      }
    }
  }

  end(): void {
    if (this.#step !== "magic" || this.#filled > 0 || this.#skip > 0) {
      throw invalidArgument("zstd stream ends inside a frame");
    }
  }

  get #headerLength(): number {
    switch (this.#step) {
      case "descriptor":
        return 1;
      case "block":
        return 3;
      default:
        return 4;
    }
  }

  #take(): void {
    switch (this.#step) {
      case "magic":
        this.#takeMagic(this.#header.readUInt32LE());
        break;
      case "skippable size":
        this.#next("magic", this.#header.readUInt32LE());
        break;
      case "descriptor":
        this.#takeDescriptor(this.#header[0] ?? 0);
        break;
      case "block":
        this.#takeBlock(this.#header.readUIntLE(0, 3));
        break;
    }
  }

  #next(step: Step, skip: number): void {
    this.#step = step;
    this.#skip = skip;
  }

  #takeMagic(magic: number): void {
    if (magic === frameMagic) {
      this.#next("descriptor", 0);
    } else if ((magic & ~0xf) >>> 0 === skippableMagic) {
      this.#next("skippable size", 0);
    } else {
      throw invalidArgument("zstd stream with something that is no frame");
    }
  }

  #takeDescriptor(descriptor: number): void {
    const isSingleSegment = (descriptor & 0x20) !== 0;
    this.#hasChecksum = (descriptor & 0x04) !== 0;
    const window = isSingleSegment ? 0 : 1;
    const dictionary = dictionarySizes[(descriptor & 3) as 0 | 1 | 2 | 3];
    const flag = (descriptor >> 6) as 0 | 1 | 2 | 3;
    const content = flag === 0 && isSingleSegment ? 1 : contentSizes[flag];
    this.#next("block", window + dictionary + content);
  }

  #takeBlock(header: number): void {
    const isLast = (header & 1) === 1;
    const type = (header >> 1) & 3;
    if (type === reserved) {
      throw invalidArgument("zstd stream with a bad block");
    }
    const size = type === runLength ? 1 : header >> 3;
    this.#next(isLast ? "magic" : "block", size + (isLast && this.#hasChecksum ? 4 : 0));
  }
}
