// Frames of SPDY/3.1, as far as kubectl and crictl use them. Source: the SPDY Protocol, Draft 3.1, section 2.2.
import { invalidArgument, resourceExhausted } from "../../../errors/index.ts";

/** Types of control frames. Section 2.6. */
export const frameTypes = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const;

/** Reasons in RST_STREAM. Section 2.6.3. */
export const resetCodes = { protocolError: 1, refusedStream: 3, cancel: 5, internalError: 6 } as const;

/** The sender's direction of the stream ends with this frame. */
export const flagFin = 1;

const version = 3;
const headerBytes = 8;

/**
 * The longest frame that is taken. Clients copy standard input in pieces of at most 32 KiB and send a handful of short
 * headers, so a longer frame comes from no honest client.
 */
const maxFrameBytes = 1 << 20;

/** A frame whose payload is not interpreted yet. */
export type Frame =
  | { readonly kind: "data"; readonly stream: number; readonly flags: number; readonly payload: Uint8Array }
  | { readonly kind: "control"; readonly type: number; readonly flags: number; readonly payload: Uint8Array };

/** Cuts a byte stream into frames. Holds at most one incomplete frame. */
export class FrameReader {
  #pending: Uint8Array = new Uint8Array();

  /** The frames that are complete with these bytes. Resource exhausted: a frame is longer than 1 MiB. */
  *push(bytes: Uint8Array): Generator<Frame> {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    let offset = 0;
    try {
      while (this.#pending.length - offset >= headerBytes) {
        const view = viewOf(this.#pending, offset);
        const length = view.getUint32(4) & 0xffffff;
        if (length > maxFrameBytes) {
          throw resourceExhausted(`spdy: a frame of ${length} bytes is longer than ${maxFrameBytes}`);
        }
        const end = offset + headerBytes + length;
        if (this.#pending.length < end) {
          return;
        }
        const payload = this.#pending.subarray(offset + headerBytes, end);
        offset = end;
        yield frameOf(view, payload);
      }
    } finally {
      this.#pending = this.#pending.slice(offset);
    }
  }
}

function frameOf(view: DataView, payload: Uint8Array): Frame {
  const first = view.getUint32(0);
  const flags = view.getUint8(4);
  const isControl = first >>> 31 === 1;
  if (!isControl) {
    return { kind: "data", stream: first, flags, payload };
  }
  const spoken = (first >>> 16) & 0x7fff;
  if (spoken !== version) {
    throw invalidArgument(`spdy: version ${spoken} is not spoken here, only ${version}`);
  }
  return { kind: "control", type: first & 0xffff, flags, payload };
}

/** A DATA frame; its payload is copied. */
export function dataFrame(stream: number, payload: Uint8Array, flags = 0): Uint8Array {
  const frame = new Uint8Array(headerBytes + payload.length);
  const view = viewOf(frame);
  view.setUint32(0, stream);
  view.setUint32(4, (flags << 24) | payload.length);
  frame.set(payload, headerBytes);
  return frame;
}

/** A control frame of 32-bit words, with bytes behind them. */
export function controlFrame(
  type: number,
  words: readonly number[],
  rest: Uint8Array = new Uint8Array(),
): Uint8Array {
  const frame = new Uint8Array(headerBytes + words.length * 4 + rest.length);
  const view = viewOf(frame);
  view.setUint32(0, ((0x8000 | version) << 16) | type);
  view.setUint32(4, words.length * 4 + rest.length);
  for (const [index, word] of words.entries()) {
    view.setUint32(headerBytes + index * 4, word);
  }
  frame.set(rest, headerBytes + words.length * 4);
  return frame;
}

/** The 32-bit words that a control frame's payload begins with. Invalid argument: it is shorter. */
export function wordsOf(payload: Uint8Array, count: number): number[] {
  if (payload.length < count * 4) {
    throw invalidArgument(`spdy: a control frame of ${payload.length} bytes is too short`);
  }
  const view = viewOf(payload);
  return Array.from({ length: count }, (_, index) => view.getUint32(index * 4));
}

function viewOf(bytes: Uint8Array, offset = 0): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + offset, bytes.byteLength - offset);
}
