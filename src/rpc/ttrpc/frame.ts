// Frames of ttrpc, which have a header of ten bytes followed by data. Source: containerd/ttrpc PROTOCOL.md.
import { type Fault, resourceExhausted } from "../../errors/index.ts";

export const headerLength = 10;
export const maxMessageLength = 4 << 20;

export const frameType = { request: 1, response: 2, data: 3 } as const;

export const flag = {
  /** The sender will send no more data on this stream. */
  remoteClosed: 1,
  /** Set on a request that data frames will follow. */
  remoteOpen: 2,
  /** The frame carries no message, not even an empty one. */
  noData: 4,
} as const;

export interface FrameHeader {
  readonly length: number;
  readonly streamId: number;
  readonly type: number;
  readonly flags: number;
}

export interface Frame extends FrameHeader {
  /** The bytes belong to the receiver, which may keep them. */
  readonly payload: Uint8Array;
}

export function oversized(length: number): Fault {
  return resourceExhausted(`message length ${length} exceed maximum message size of ${maxMessageLength}`);
}

/** Throws resource exhausted when the payload is longer than the protocol allows. */
export function encodeFrame(streamId: number, type: number, flags: number, payload: Uint8Array): Uint8Array {
  if (payload.length > maxMessageLength) {
    throw oversized(payload.length);
  }
  const frame = new Uint8Array(headerLength + payload.length);
  writeUint32(frame, 0, payload.length);
  writeUint32(frame, 4, streamId);
  frame[8] = type;
  frame[9] = flags;
  frame.set(payload, headerLength);
  return frame;
}

export interface FrameSink {
  frame(frame: Frame): void;
  /** A frame over the limit has arrived, and its data was dropped. */
  oversized(header: FrameHeader): void;
}

const empty = new Uint8Array(0);

/** Cuts received bytes into frames, however they are split on arrival. It holds at most one frame. */
export class FrameReader {
  readonly #sink: FrameSink;
  readonly #header = new Uint8Array(headerLength);
  #headerFilled = 0;
  #current: FrameHeader | undefined;
  #payload: Uint8Array = empty;
  /** How many bytes of the current frame's data have arrived, whether they were stored or dropped. */
  #filled = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      at +=
        this.#current === undefined ? this.#takeHeader(bytes, at) : this.#takeData(bytes, at, this.#current);
      if (this.#current !== undefined && this.#filled === this.#current.length) {
        this.#finish(this.#current);
      }
    }
  }

  #takeHeader(bytes: Uint8Array, at: number): number {
    const count = Math.min(headerLength - this.#headerFilled, bytes.length - at);
    this.#header.set(bytes.subarray(at, at + count), this.#headerFilled);
    this.#headerFilled += count;
    if (this.#headerFilled === headerLength) {
      const header = decodeHeader(this.#header);
      this.#current = header;
      this.#payload =
        header.length > 0 && header.length <= maxMessageLength ? new Uint8Array(header.length) : empty;
    }
    return count;
  }

  #takeData(bytes: Uint8Array, at: number, header: FrameHeader): number {
    const count = Math.min(header.length - this.#filled, bytes.length - at);
    if (header.length <= maxMessageLength) {
      this.#payload.set(bytes.subarray(at, at + count), this.#filled);
    }
    this.#filled += count;
    return count;
  }

  #finish(header: FrameHeader): void {
    const payload = this.#payload;
    this.#current = undefined;
    this.#payload = empty;
    this.#headerFilled = 0;
    this.#filled = 0;
    if (header.length > maxMessageLength) {
      this.#sink.oversized(header);
    } else {
      this.#sink.frame({ ...header, payload });
    }
  }
}

function decodeHeader(bytes: Uint8Array): FrameHeader {
  return {
    length: readUint32(bytes, 0),
    streamId: readUint32(bytes, 4),
    type: bytes[8] ?? 0,
    flags: bytes[9] ?? 0,
  };
}

function readUint32(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
