// Cuts one stream into entries: one for each line, or several for a line that is too long. Source: containerd
// internal/cri/io/logger.go.
import type { Timestamp } from "../core/time.ts";
import type { Entries } from "./entries.ts";
import { type EntryHeader, type StreamName, tags } from "./entry-header.ts";

const newline = 0x0a;
const carriageReturn = 0x0d;

/** A program that prints no newline must not fill the memory, also where lines may be of any length. */
export const longestLine = 16 << 20;

/** Memory for the beginning of a line is kept up to this size. */
const largestKept = 64 << 10;

const empty = Buffer.alloc(0);

export class LineSplitter {
  readonly #stream: StreamName;
  readonly #maxBytes: number;
  /** The beginning of a line whose end has not come. */
  #pending: Buffer = empty;
  #pendingLength = 0;

  /** Lines longer than `maxBytes` become several entries; 0: lines longer than `longestLine`. */
  constructor(stream: StreamName, maxBytes: number) {
    this.#stream = stream;
    this.#maxBytes = maxBytes > 0 ? Math.min(maxBytes, longestLine) : longestLine;
  }

  /** Adds what `chunk`, which was read at `time`, completes. */
  split(chunk: Buffer, time: Timestamp, header: EntryHeader, entries: Entries): void {
    header.begin(this.#stream, time);
    let start = this.#pendingLength === 0 ? 0 : this.#continueLine(chunk, header, entries);
    for (;;) {
      const end = chunk.indexOf(newline, start);
      if (end < 0) {
        break;
      }
      this.#addLine(chunk, start, end, header, entries);
      start = end + 1;
    }
    if (start < chunk.length) {
      const rest = this.#addParts(chunk, start, chunk.length, header, entries);
      this.#keep(chunk, rest, chunk.length);
    }
  }

  /** The stream has ended. What has no newline is a part of a line that never came. */
  end(time: Timestamp, header: EntryHeader, entries: Entries): void {
    if (this.#pendingLength > 0) {
      header.begin(this.#stream, time);
      const pending = this.#pending.subarray(0, this.#pendingLength);
      let start = 0;
      for (; start + this.#maxBytes < pending.length; start += this.#maxBytes) {
        entries.add(header, tags.partial, pending, start, start + this.#maxBytes);
      }
      entries.add(header, tags.partial, pending, start, pending.length);
      this.#forgetPending();
    }
  }

  /** Gives where in `chunk` the next line begins. */
  #continueLine(chunk: Buffer, header: EntryHeader, entries: Entries): number {
    const end = chunk.indexOf(newline);
    this.#keep(chunk, 0, end < 0 ? chunk.length : end);
    const length = this.#pendingLength;
    if (end >= 0) {
      this.#addLine(this.#pending, 0, length, header, entries);
      this.#forgetPending();
      return end + 1;
    }
    const rest = this.#addParts(this.#pending, 0, length, header, entries);
    this.#pending.copyWithin(0, rest, length);
    this.#pendingLength = length - rest;
    return chunk.length;
  }

  /** `end` is where the newline is, of which a carriage return is taken for a part. */
  #addLine(text: Buffer, start: number, end: number, header: EntryHeader, entries: Entries): void {
    const hasReturn = end > start && text[end - 1] === carriageReturn;
    const last = this.#addParts(text, start, end, header, entries);
    entries.add(header, tags.full, text, last, hasReturn ? end - 1 : end);
  }

  /**
   * Adds parts of a line that is too long, and gives where its rest begins. A carriage return at the end is left to the rest: a
   * newline may follow it.
   */
  #addParts(text: Buffer, start: number, end: number, header: EntryHeader, entries: Entries): number {
    if (end - start <= this.#maxBytes) {
      return start;
    }
    const textEnd = text[end - 1] === carriageReturn ? end - 1 : end;
    let rest = start;
    for (; textEnd - rest > this.#maxBytes; rest += this.#maxBytes) {
      entries.add(header, tags.partial, text, rest, rest + this.#maxBytes);
    }
    return rest;
  }

  #keep(text: Buffer, start: number, end: number): void {
    const length = this.#pendingLength + end - start;
    if (length > this.#pending.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, this.#pending.length * 2));
      this.#pending.copy(larger, 0, 0, this.#pendingLength);
      this.#pending = larger;
    }
    text.copy(this.#pending, this.#pendingLength, start, end);
    this.#pendingLength = length;
  }

  #forgetPending(): void {
    this.#pendingLength = 0;
    if (this.#pending.length > largestKept) {
      this.#pending = empty;
    }
  }
}
