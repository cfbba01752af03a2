// Entries that were made and not written yet.

import type { EntryHeader } from "./entry-header.ts";
import { headerLength } from "./entry-header.ts";

const newline = 0x0a;

const firstCapacity = 8 << 10;
/** A larger buffer is not kept for the next entries: while more of them come, and when none do. */
const largestKept = { busy: 256 << 10, idle: 8 << 10 };

const empty = Buffer.alloc(0);

export class Entries {
  #bytes: Buffer = empty;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What there is, until the next entry is added. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  add(header: EntryHeader, tag: number, text: Buffer, start: number, end: number): void {
    const from = this.#length + headerLength;
    const to = from + end - start;
    if (to >= this.#bytes.length) {
      this.#grow(to + 1);
    }
    header.put(this.#bytes, this.#length, tag);
    text.copy(this.#bytes, from, start, end);
    this.#bytes[to] = newline;
    this.#length = to + 1;
  }

  clear(): void {
    this.#length = 0;
    this.#keep(largestKept.busy);
  }

  /** Gives memory back. To be called when there are no entries. */
  rest(): void {
    this.#keep(largestKept.idle);
  }

  #keep(bytes: number): void {
    if (this.#bytes.length > bytes) {
      this.#bytes = empty;
    }
  }

  #grow(needed: number): void {
    const capacity = Math.max(needed, this.#bytes.length * 2, firstCapacity);
    const larger = Buffer.allocUnsafeSlow(capacity);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
