// Cuts the bytes of a connection into frames, however they are split on arrival. A frame that lies in one chunk is passed on
// without a copy.
import { copyBytes } from "./copy.ts";
import { frameSizeError, protocolError } from "./errors.ts";
import { headerLength, preface, readUint31 } from "./frame.ts";

export interface FrameSink {
  /** The payload is `bytes[start, end)`, and is valid until the call returns. */
  frame(type: number, flags: number, streamId: number, bytes: Uint8Array, start: number, end: number): void;
}

export class FrameReader {
  readonly #sink: FrameSink;
  readonly #maxFrameSize: number;
  /** The part that has arrived of an incomplete frame. */
  readonly #partial: Uint8Array;
  #partialLength = 0;
  #prefaceLeft: number;

  constructor(sink: FrameSink, maxFrameSize: number, expectPreface: boolean) {
    this.#sink = sink;
    this.#maxFrameSize = maxFrameSize;
    this.#partial = new Uint8Array(headerLength + maxFrameSize);
    this.#prefaceLeft = expectPreface ? preface.length : 0;
  }

  /** Reads received bytes. Throws ConnectionError, which the sink may throw too. */
  push(bytes: Uint8Array): void {
    let at = this.#prefaceLeft > 0 ? this.#skipPreface(bytes) : 0;
    while (this.#partialLength > 0 && at < bytes.length) {
      at = this.#complete(bytes, at);
    }
    while (bytes.length - at >= headerLength) {
      const end = at + headerLength + this.#payloadLength(bytes, at);
      if (end > bytes.length) {
        break;
      }
      this.#emit(bytes, at, end);
      at = end;
    }
    this.#store(bytes, at, bytes.length);
  }

  #skipPreface(bytes: Uint8Array): number {
    let at = 0;
    while (this.#prefaceLeft > 0 && at < bytes.length) {
      if (bytes[at] !== preface[preface.length - this.#prefaceLeft]) {
        throw protocolError("the connection does not begin with the HTTP/2 preface");
      }
      at++;
      this.#prefaceLeft--;
    }
    return at;
  }

  /** Adds the missing bytes of the incomplete frame, first of its header, then of its payload. */
  #complete(bytes: Uint8Array, start: number): number {
    let at = start;
    if (this.#partialLength < headerLength) {
      at = this.#store(bytes, at, Math.min(bytes.length, at + headerLength - this.#partialLength));
      if (this.#partialLength < headerLength) {
        return at;
      }
    }
    const length = headerLength + this.#payloadLength(this.#partial, 0);
    at = this.#store(bytes, at, Math.min(bytes.length, at + length - this.#partialLength));
    if (this.#partialLength === length) {
      this.#partialLength = 0;
      this.#emit(this.#partial, 0, length);
    }
    return at;
  }

  /** Appends `bytes[start, end)` to the incomplete frame; returns `end`. */
  #store(bytes: Uint8Array, start: number, end: number): number {
    if (end > start) {
      copyBytes(this.#partial, this.#partialLength, bytes, start, end);
      this.#partialLength += end - start;
    }
    return end;
  }

  #payloadLength(bytes: Uint8Array, at: number): number {
    const length =
      ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    if (length > this.#maxFrameSize) {
      throw frameSizeError(`a frame of ${length} bytes, ${this.#maxFrameSize} are allowed`);
    }
    return length;
  }

  #emit(bytes: Uint8Array, at: number, end: number): void {
    const type = bytes[at + 3] as number;
    const flags = bytes[at + 4] as number;
    this.#sink.frame(type, flags, readUint31(bytes, at + 5), bytes, at + headerLength, end);
  }
}
