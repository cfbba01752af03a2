// The receiving half of a connection: each frame is checked, and then has the effect that RFC 9113 section 6 describes.
import {
  ConnectionError,
  errorCode,
  errorName,
  flowControlError,
  frameSizeError,
  protocolError,
  StreamError,
} from "./errors.ts";
import { flag, frameType, readUint31, readUint32 } from "./frame.ts";
import {
  checkData,
  isInformational,
  requireConnection,
  requireLength,
  requireStream,
  unpad,
} from "./frame-checks.ts";
import { HeaderAssembler } from "./header-block.ts";
import { requestProblem, responseProblem, trailersProblem } from "./header-rules.ts";
import { HpackDecoder } from "./hpack/decoder.ts";
import type { Field } from "./hpack/field.ts";
import type { InboundHost } from "./inbound-host.ts";
import type { FrameSink } from "./reader.ts";
import { decodeSettings } from "./settings.ts";
import type { Http2Stream } from "./stream.ts";
import { TokenBucket } from "./token-bucket.ts";

const tableSize = 4096;
/** SETTINGS frames that a peer may send at once, and per second after that. */
const settingsBurst = 1_000;
const settingsPerSecond = 100;

export class Inbound implements FrameSink {
  readonly #host: InboundHost;
  readonly #decoder: HpackDecoder;
  readonly #assembler: HeaderAssembler;
  readonly #resetBudget: TokenBucket;
  /** Limits SETTINGS frames. Each may change all streams, so many of them are an attack (CVE-2019-9515). */
  readonly #settingsBudget = new TokenBucket(settingsBurst, settingsPerSecond);
  #hasSettings = false;

  constructor(host: InboundHost) {
    const { limits } = host;
    this.#host = host;
    this.#decoder = new HpackDecoder(tableSize, limits.maxHeaderListSize);
    this.#assembler = new HeaderAssembler(limits.maxHeaderListSize * 2);
    this.#resetBudget = new TokenBucket(limits.resetBurst, limits.resetsPerSecond);
  }

  frame(type: number, flags: number, streamId: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#host.isOver) {
      return;
    }
    try {
      this.#dispatch(type, flags, streamId, bytes, start, end);
    } catch (error) {
      if (!(error instanceof StreamError)) {
        throw error;
      }
      this.#countReset();
      this.#host.streamFailed(error);
    }
  }

  #dispatch(type: number, flags: number, streamId: number, bytes: Uint8Array, start: number, end: number) {
    if (!this.#hasSettings && (type !== frameType.settings || (flags & flag.ack) !== 0)) {
      throw protocolError("the first frame is not SETTINGS");
    }
    this.#assembler.expect(type === frameType.continuation, streamId);
    switch (type) {
      case frameType.data:
        return this.#data(flags, streamId, bytes, start, end);
      case frameType.headers:
        return this.#headers(flags, streamId, bytes, start, end);
      case frameType.continuation:
        return this.#continuation(flags, streamId, bytes.subarray(start, end));
      case frameType.priority:
        return this.#priority(streamId, bytes, start, end);
      case frameType.rstStream:
        return this.#reset(streamId, bytes, start, end);
      case frameType.settings:
        return this.#settings(flags, streamId, bytes, start, end);
      case frameType.pushPromise:
        throw protocolError("PUSH_PROMISE, which is switched off");
      case frameType.ping:
        return this.#ping(flags, streamId, bytes.subarray(start, end));
      case frameType.goaway:
        return this.#goaway(streamId, bytes, start, end);
      case frameType.windowUpdate:
        return this.#windowUpdate(streamId, bytes, start, end);
    }
    // Frames of unknown types are ignored (section 4.1).
  }

  #data(flags: number, streamId: number, bytes: Uint8Array, start: number, end: number): void {
    requireStream(streamId, "DATA");
    const size = end - start;
    if (!this.#host.window.take(size)) {
      throw flowControlError("more DATA than the connection's window allows");
    }
    const padded = (flags & flag.padded) !== 0;
    const from = padded ? start + 1 : start;
    const to = padded ? unpad(bytes, start, end) : end;
    const stream = this.#host.table.open.get(streamId);
    if (stream === undefined) {
      this.#host.discarded(size);
      this.#host.table.checkAbsent(streamId, "DATA", true);
      return;
    }
    this.#host.discarded(size - (to - from));
    const endStream = (flags & flag.endStream) !== 0;
    try {
      checkData(stream, size, to - from, endStream);
    } catch (error) {
      this.#host.discarded(to - from);
      throw error;
    }
    this.#deliver(stream, bytes, from, to, size - (to - from));
    if (endStream) {
      stream.remoteEnd();
    }
  }

  #deliver(stream: Http2Stream, bytes: Uint8Array, start: number, end: number, padding: number): void {
    if (padding > 0) {
      stream.returnPadding(padding);
    }
    if (end > start) {
      this.#host.delivered(end - start);
      stream.received(end - start);
      stream.events.data(bytes, start, end);
    }
  }

  #headers(flags: number, streamId: number, bytes: Uint8Array, start: number, end: number): void {
    requireStream(streamId, "HEADERS");
    let from = start;
    let to = end;
    if ((flags & flag.padded) !== 0) {
      to = unpad(bytes, start, end);
      from++;
    }
    const hasPriority = (flags & flag.priority) !== 0;
    if (hasPriority && to - from < 5) {
      throw frameSizeError("HEADERS without the priority it announces");
    }
    const dependsOnItself = hasPriority && readUint31(bytes, from) === streamId;
    from += hasPriority ? 5 : 0;
    const endStream = (flags & flag.endStream) !== 0;
    if ((flags & flag.endHeaders) === 0) {
      this.#assembler.open(streamId, endStream, bytes.subarray(from, to));
    } else {
      this.#block(streamId, endStream, bytes, from, to);
    }
    if (dependsOnItself) {
      throw new StreamError(streamId, errorCode.protocol, "a stream that depends on itself");
    }
  }

  #continuation(flags: number, streamId: number, fragment: Uint8Array): void {
    const whole = this.#assembler.continue(flags, fragment);
    if (whole !== undefined) {
      this.#block(streamId, whole.endStream, whole.block, 0, whole.block.length);
    }
  }

  /** Every block is decoded, even if its stream does not matter any more, because the tables of both sides must stay equal. */
  #block(streamId: number, endStream: boolean, bytes: Uint8Array, start: number, end: number): void {
    const { fields, truncated } = this.#decoder.decode(bytes, start, end);
    const stream = this.#host.table.open.get(streamId);
    if (stream === undefined) {
      this.#newStream(streamId, fields, truncated, endStream);
      return;
    }
    if (stream.remoteEnded) {
      throw new StreamError(streamId, errorCode.streamClosed, "HEADERS after the end of the stream");
    }
    const problem = this.#laterProblem(stream, fields, endStream);
    if (problem !== undefined) {
      throw new StreamError(streamId, errorCode.protocol, problem);
    }
    stream.hasHeaders ||= !isInformational(fields);
    stream.events.headers(fields, truncated);
    if (endStream) {
      stream.remoteEnd();
    }
  }

  #newStream(streamId: number, fields: readonly Field[], truncated: boolean, endStream: boolean): void {
    const { table } = this.#host;
    if (table.isLate(streamId)) {
      return;
    }
    table.checkNew(streamId);
    table.lastPeerId = streamId;
    const problem = truncated ? undefined : requestProblem(fields);
    if (problem !== undefined) {
      throw new StreamError(streamId, errorCode.protocol, problem);
    }
    this.#host.opened(streamId, fields, truncated, endStream);
  }

  #laterProblem(stream: Http2Stream, fields: readonly Field[], endStream: boolean): string | undefined {
    if (!this.#host.isServer && !stream.hasHeaders) {
      return responseProblem(fields);
    }
    return endStream ? trailersProblem(fields) : "trailers that do not end the stream";
  }

  /** Priorities have no effect here, but a malformed frame is still an error (RFC 7540 section 5.3.1). */
  #priority(streamId: number, bytes: Uint8Array, start: number, end: number): void {
    requireStream(streamId, "PRIORITY");
    if (end - start !== 5) {
      throw new StreamError(streamId, errorCode.frameSize, "PRIORITY of a wrong length");
    }
    if (readUint31(bytes, start) === streamId) {
      throw new StreamError(streamId, errorCode.protocol, "a stream that depends on itself");
    }
  }

  #reset(streamId: number, bytes: Uint8Array, start: number, end: number): void {
    requireStream(streamId, "RST_STREAM");
    requireLength("RST_STREAM", start, end, 4);
    this.#countReset();
    const stream = this.#host.table.open.get(streamId);
    if (stream === undefined) {
      this.#host.table.checkAbsent(streamId, "RST_STREAM", false);
      return;
    }
    const code = readUint32(bytes, start) >>> 0;
    stream.abort({ code, message: `the peer reset the stream: ${errorName(code)}`, byPeer: true });
  }

  /** Counts a reset by either side. Those that we send count too, because a client can provoke them (CVE-2025-8671). */
  #countReset(): void {
    if (this.#host.isServer && !this.#resetBudget.take()) {
      throw new ConnectionError(errorCode.enhanceYourCalm, "too many streams were reset");
    }
  }

  #settings(flags: number, streamId: number, bytes: Uint8Array, start: number, end: number): void {
    requireConnection(streamId, "SETTINGS");
    if ((flags & flag.ack) !== 0) {
      requireLength("SETTINGS with ACK", start, end, 0);
      return;
    }
    if (!this.#settingsBudget.take()) {
      throw new ConnectionError(errorCode.enhanceYourCalm, "too many SETTINGS");
    }
    const settings = decodeSettings(bytes, start, end);
    this.#hasSettings = true;
    this.#host.outbound.apply(settings, this.#host.table.open.values());
    this.#host.outbound.settingsAck();
    this.#host.outbound.pump();
    this.#host.settingsChanged();
  }

  #ping(flags: number, streamId: number, payload: Uint8Array): void {
    requireConnection(streamId, "PING");
    requireLength("PING", 0, payload.length, 8);
    if ((flags & flag.ack) !== 0) {
      this.#host.pong(payload);
    } else {
      this.#host.outbound.ping(payload, true);
    }
  }

  #goaway(streamId: number, bytes: Uint8Array, start: number, end: number): void {
    requireConnection(streamId, "GOAWAY");
    if (end - start < 8) {
      throw frameSizeError("GOAWAY of a wrong length");
    }
    const debug = Buffer.from(bytes.subarray(start + 8, Math.min(end, start + 264))).toString("latin1");
    this.#host.goaway(readUint31(bytes, start), readUint32(bytes, start + 4) >>> 0, debug);
  }

  #windowUpdate(streamId: number, bytes: Uint8Array, start: number, end: number): void {
    requireLength("WINDOW_UPDATE", start, end, 4);
    const increment = readUint31(bytes, start);
    if (streamId === 0) {
      if (increment === 0) {
        throw protocolError("a WINDOW_UPDATE of 0");
      }
      this.#host.outbound.widen(increment);
      return;
    }
    const stream = this.#host.table.open.get(streamId);
    if (stream === undefined) {
      this.#host.table.checkAbsent(streamId, "WINDOW_UPDATE", false);
      return;
    }
    if (increment === 0) {
      throw new StreamError(streamId, errorCode.protocol, "a WINDOW_UPDATE of 0");
    }
    this.#host.outbound.widenStream(stream, increment);
  }
}
