// The sending half of a connection: control frames, header blocks in the order in which they were encoded, and DATA as far as
// the windows and the duplex allow. Streams take turns, with one DATA frame each.
import type { Duplex } from "../transport/duplex.ts";
import { copyBytes } from "./copy.ts";
import { errorCode, flowControlError, StreamError } from "./errors.ts";
import {
  defaultWindow,
  flag,
  frameType,
  headerLength,
  largestWindow,
  preface,
  writeFrameHeader,
  writeUint32,
} from "./frame.ts";
import { HpackEncoder } from "./hpack/encoder.ts";
import type { Field } from "./hpack/field.ts";
import { Output } from "./output.ts";
import {
  encodeSettings,
  initialPeerSettings,
  type PeerSettings,
  type Setting,
  settingId,
} from "./settings.ts";
import type { Http2Stream } from "./stream.ts";

export class Outbound {
  readonly peer: PeerSettings = initialPeerSettings();
  readonly output: Output;
  readonly #encoder = new HpackEncoder();
  #window = defaultWindow;
  /** Streams that have data to send and a window to send it in; the first is next. */
  readonly #ready = new Set<Http2Stream>();
  /** Streams that have sent everything, and whose owners will write more as soon as the duplex takes it. */
  readonly #waiting = new Set<Http2Stream>();

  constructor(duplex: Duplex) {
    this.output = new Output(duplex);
  }

  preface(): void {
    const at = this.output.reserve(preface.length);
    this.output.buffer.set(preface, at);
  }

  settings(settings: readonly Setting[]): void {
    this.#frame(frameType.settings, 0, 0, encodeSettings(settings));
  }

  settingsAck(): void {
    this.#frame(frameType.settings, flag.ack, 0, empty);
  }

  /** `payload` has eight bytes. */
  ping(payload: Uint8Array, isAck: boolean): void {
    this.#frame(frameType.ping, isAck ? flag.ack : 0, 0, payload);
  }

  goaway(lastStreamId: number, code: number, debug: string): void {
    const text = Buffer.from(debug.slice(0, 256));
    const payload = new Uint8Array(8 + text.length);
    writeUint32(payload, 0, lastStreamId);
    writeUint32(payload, 4, code);
    payload.set(text, 8);
    this.#frame(frameType.goaway, 0, 0, payload);
  }

  reset(streamId: number, code: number): void {
    this.#word(frameType.rstStream, streamId, code);
  }

  windowUpdate(streamId: number, increment: number): void {
    this.#word(frameType.windowUpdate, streamId, increment);
  }

  headers(streamId: number, fields: readonly Field[], endStream: boolean): void {
    const block = this.#encoder.encode(fields);
    const limit = this.peer.maxFrameSize;
    let type: number = frameType.headers;
    let start = 0;
    do {
      const end = Math.min(start + limit, block.length);
      const flags =
        (end === block.length ? flag.endHeaders : 0) |
        (type === frameType.headers && endStream ? flag.endStream : 0);
      this.#frame(type, flags, streamId, block.length <= limit ? block : block.subarray(start, end));
      type = frameType.continuation;
      start = end;
    } while (start < block.length);
  }

  /** To be called when a stream has something new to send: bytes, or its end. */
  schedule(stream: Http2Stream): void {
    if (stream.queue.length === 0) {
      this.#finish(stream);
    } else if (stream.canSend) {
      this.#ready.add(stream);
      this.pump();
    }
  }

  /** Calls the stream's `queueEmptied` when the duplex takes more. */
  awaitRoom(stream: Http2Stream): void {
    this.#waiting.add(stream);
  }

  remove(stream: Http2Stream): void {
    this.#ready.delete(stream);
    this.#waiting.delete(stream);
  }

  /** Sends as much as the windows and the duplex allow. */
  pump(): void {
    for (const stream of this.#ready) {
      if (this.output.isFull || this.#window <= 0) {
        return;
      }
      this.#ready.delete(stream);
      if (stream.canSend) {
        this.#sendFrom(stream);
      }
      if (stream.canSend) {
        this.#ready.add(stream);
      }
    }
  }

  drained(): void {
    this.output.drained();
    this.pump();
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const stream of waiting) {
      stream.queueEmptied();
    }
  }

  /** Obeys a WINDOW_UPDATE of the connection. */
  widen(increment: number): void {
    if (this.#window + increment > largestWindow) {
      throw flowControlError("the connection's window exceeds 2^31-1");
    }
    this.#window += increment;
    this.pump();
  }

  widenStream(stream: Http2Stream, increment: number): void {
    if (stream.sendWindow + increment > largestWindow) {
      throw new StreamError(stream.id, errorCode.flowControl, "the stream's window exceeds 2^31-1");
    }
    stream.sendWindow += increment;
    if (stream.canSend) {
      this.#ready.add(stream);
      this.pump();
    }
  }

  /** Obeys SETTINGS of the peer. The caller must acknowledge them and then call `pump`. */
  apply(settings: readonly Setting[], streams: Iterable<Http2Stream>): void {
    let initialWindowSize = this.peer.initialWindowSize;
    for (const [id, value] of settings) {
      if (id === settingId.initialWindowSize) {
        initialWindowSize = value;
      } else if (id === settingId.headerTableSize) {
        this.#encoder.setLimit(value);
      } else if (id === settingId.maxFrameSize) {
        this.peer.maxFrameSize = value;
      } else if (id === settingId.maxConcurrentStreams) {
        this.peer.maxConcurrentStreams = value;
      }
    }
    this.#shiftWindows(initialWindowSize - this.peer.initialWindowSize, streams);
    this.peer.initialWindowSize = initialWindowSize;
  }

  /** A new INITIAL_WINDOW_SIZE changes every stream's window by the difference, even to below zero (RFC 9113 section 6.9.2). */
  #shiftWindows(difference: number, streams: Iterable<Http2Stream>): void {
    if (difference === 0) {
      return;
    }
    for (const stream of streams) {
      if (stream.sendWindow + difference > largestWindow) {
        throw flowControlError("a stream's window exceeds 2^31-1 after SETTINGS");
      }
      stream.sendWindow += difference;
      if (stream.canSend) {
        this.#ready.add(stream);
      }
    }
  }

  /** Sends one DATA frame, and ends the stream if that was the last of it. */
  #sendFrom(stream: Http2Stream): void {
    const { queue } = stream;
    const length = Math.min(queue.length, this.peer.maxFrameSize, this.#window, stream.sendWindow);
    const isLast = length === queue.length && stream.endsWithData;
    const at = this.output.reserve(headerLength + length);
    const { buffer } = this.output;
    writeFrameHeader(buffer, at, length, frameType.data, isLast ? flag.endStream : 0, stream.id);
    queue.moveTo(buffer, at + headerLength, length);
    this.#window -= length;
    stream.sendWindow -= length;
    if (isLast) {
      stream.localEnded();
    } else if (queue.length === 0) {
      this.#finish(stream);
    }
  }

  #finish(stream: Http2Stream): void {
    if (stream.trailers !== undefined) {
      this.headers(stream.id, stream.trailers, true);
      stream.localEnded();
    } else if (stream.endsWithData) {
      this.#frame(frameType.data, flag.endStream, stream.id, empty);
      stream.localEnded();
    } else if (this.output.isFull) {
      this.#waiting.add(stream);
    } else {
      stream.queueEmptied();
    }
  }

  #word(type: number, streamId: number, value: number): void {
    const at = this.output.reserve(headerLength + 4);
    writeFrameHeader(this.output.buffer, at, 4, type, 0, streamId);
    writeUint32(this.output.buffer, at + headerLength, value);
  }

  #frame(type: number, flags: number, streamId: number, payload: Uint8Array): void {
    const at = this.output.reserve(headerLength + payload.length);
    writeFrameHeader(this.output.buffer, at, payload.length, type, flags, streamId);
    copyBytes(this.output.buffer, at + headerLength, payload, 0, payload.length);
  }
}

const empty = new Uint8Array(0);
