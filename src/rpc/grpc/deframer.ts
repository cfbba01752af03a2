// Cuts the DATA of a stream into messages. Each message is preceded by a flag and a length of four bytes
// (gRPC over HTTP/2, "Length-Prefixed-Message").
import { copyBytes } from "../http2/copy.ts";
import { readUint32 } from "../http2/frame.ts";
import { messageTooLarge } from "./wire-fault.ts";

export interface Frame {
  readonly isCompressed: boolean;
  readonly bytes: Uint8Array;
}

export const prefixLength = 5;

/**
 * The most memory that is allocated for a message before its bytes have arrived. A peer can announce a huge message for
 * free, so the rest is only allocated once this much of the message is here.
 */
const firstAllocation = 1024 * 1024;

export class Deframer {
  readonly #limit: number;
  readonly #prefix = new Uint8Array(prefixLength);
  #prefixFilled = 0;
  #message: Uint8Array = empty;
  #length = 0;
  #filled = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many bytes of an incomplete message have arrived. */
  get partialLength(): number {
    return this.#prefixFilled < prefixLength ? 0 : this.#filled;
  }

  /** Whether a message has begun to arrive and is not complete. */
  get isPartial(): boolean {
    return this.#prefixFilled > 0;
  }

  /** Drops what has arrived of an incomplete message. */
  clear(): void {
    this.#prefixFilled = 0;
    this.#message = empty;
  }

  /** Calls `emit` for each complete message. Throws WireFault for a message over the limit. */
  push(bytes: Uint8Array, start: number, end: number, emit: (frame: Frame) => void): void {
    let at = start;
    while (at < end) {
      if (this.#prefixFilled < prefixLength) {
        this.#prefix[this.#prefixFilled++] = bytes[at++] as number;
        if (this.#prefixFilled < prefixLength) {
          continue;
        }
        this.#begin();
      }
      const count = Math.min(end - at, this.#length - this.#filled);
      this.#append(bytes, at, at + count);
      at += count;
      if (this.#filled === this.#length) {
        this.#emit(emit);
      }
    }
  }

  #begin(): void {
    this.#length = readUint32(this.#prefix, 1) >>> 0;
    if (this.#length > this.#limit) {
      throw messageTooLarge(this.#length, this.#limit);
    }
    this.#message = this.#length === 0 ? empty : new Uint8Array(Math.min(this.#length, firstAllocation));
    this.#filled = 0;
  }

  #append(bytes: Uint8Array, start: number, end: number): void {
    const filled = this.#filled + end - start;
    if (filled > this.#message.length) {
      const larger = new Uint8Array(this.#length);
      larger.set(this.#message.subarray(0, this.#filled));
      this.#message = larger;
    }
    copyBytes(this.#message, this.#filled, bytes, start, end);
    this.#filled = filled;
  }

  #emit(emit: (frame: Frame) => void): void {
    const frame = { isCompressed: this.#prefix[0] === 1, bytes: this.#message };
    this.clear();
    emit(frame);
  }
}

export function prefixOf(message: Uint8Array): Uint8Array {
  const { length } = message;
  const prefix = new Uint8Array(prefixLength);
  prefix[1] = length >>> 24;
  prefix[2] = length >>> 16;
  prefix[3] = length >>> 8;
  prefix[4] = length;
  return prefix;
}

const empty = new Uint8Array(0);
