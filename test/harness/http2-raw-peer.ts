// An HTTP/2 peer that sends exactly the frames that a test wants, allowed or not, and records what it receives.

import {
  flag,
  frameType,
  headerLength,
  preface,
  readUint32,
  writeFrameHeader,
  writeUint32,
} from "../../src/rpc/http2/frame.ts";
import { HpackDecoder } from "../../src/rpc/http2/hpack/decoder.ts";
import { HpackEncoder } from "../../src/rpc/http2/hpack/encoder.ts";
import { FrameReader } from "../../src/rpc/http2/reader.ts";
import { encodeSettings, type Setting } from "../../src/rpc/http2/settings.ts";
import type { Duplex } from "../../src/rpc/transport/duplex.ts";

export interface HeardFrame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Uint8Array;
  /** The decoded fields of a HEADERS frame. */
  readonly fields?: Readonly<Record<string, string>>;
}

export class RawPeer {
  readonly heard: HeardFrame[] = [];
  isEnded = false;
  isClosed = false;
  readonly #duplex: Duplex;
  readonly #encoder = new HpackEncoder();
  readonly #decoder = new HpackDecoder(4096, 1 << 20);
  readonly #waiting: (() => void)[] = [];

  constructor(duplex: Duplex, role: "client" | "server" = "client") {
    this.#duplex = duplex;
    const sink = {
      frame: (type: number, flags: number, streamId: number, bytes: Uint8Array, start: number, end: number) =>
        this.#frame(type, flags, streamId, bytes.slice(start, end)),
    };
    const reader = new FrameReader(sink, 16_384, role === "server");
    duplex.start({
      data: (bytes) => reader.push(bytes),
      drain() {},
      end: () => this.#note(() => (this.isEnded = true)),
      close: () => this.#note(() => (this.isClosed = true)),
    });
  }

  /** The preface and SETTINGS. */
  greet(...settings: Setting[]): void {
    this.bytes(preface);
    this.frame(frameType.settings, 0, 0, encodeSettings(settings));
  }

  bytes(bytes: Uint8Array): void {
    this.#duplex.write(bytes.slice());
  }

  frame(type: number, flags: number, streamId: number, payload: Uint8Array = new Uint8Array(0)): void {
    const bytes = new Uint8Array(headerLength + payload.length);
    writeFrameHeader(bytes, 0, payload.length, type, flags, streamId);
    bytes.set(payload, headerLength);
    this.#duplex.write(bytes);
  }

  block(fields: Readonly<Record<string, string>>): Uint8Array {
    return this.#encoder.encode(Object.entries(fields).map(([name, value]) => ({ name, value }))).slice();
  }

  headers(streamId: number, fields: Readonly<Record<string, string>>, endStream = false): void {
    const flags = flag.endHeaders | (endStream ? flag.endStream : 0);
    this.frame(frameType.headers, flags, streamId, this.block(fields));
  }

  /** The headers of a gRPC request. */
  request(streamId: number, path: string, more: Readonly<Record<string, string>> = {}): void {
    this.headers(streamId, {
      ":method": "POST",
      ":scheme": "http",
      ":path": path,
      ":authority": "localhost",
      "content-type": "application/grpc",
      te: "trailers",
      ...more,
    });
  }

  data(streamId: number, bytes: Uint8Array, endStream = false): void {
    this.frame(frameType.data, endStream ? flag.endStream : 0, streamId, bytes);
  }

  reset(streamId: number, code: number): void {
    this.#word(frameType.rstStream, streamId, code);
  }

  windowUpdate(streamId: number, increment: number): void {
    this.#word(frameType.windowUpdate, streamId, increment);
  }

  settings(...settings: Setting[]): void {
    this.frame(frameType.settings, 0, 0, encodeSettings(settings));
  }

  pause(): void {
    this.#duplex.pause();
  }

  resume(): void {
    this.#duplex.resume();
  }

  get pending(): number {
    return this.#duplex.pending;
  }

  /** Frames of a type, of one stream or of all. */
  of(type: number, streamId?: number): HeardFrame[] {
    return this.heard.filter(
      (frame) => frame.type === type && (streamId === undefined || frame.streamId === streamId),
    );
  }

  dataLength(streamId: number): number {
    return this.of(frameType.data, streamId).reduce((sum, frame) => sum + frame.payload.length, 0);
  }

  /** The last header block of a stream. */
  lastFields(streamId: number): Readonly<Record<string, string>> | undefined {
    return this.of(frameType.headers, streamId).at(-1)?.fields;
  }

  /** The code of the last GOAWAY that was received. */
  get goawayCode(): number | undefined {
    const goaway = this.of(frameType.goaway).at(-1);
    return goaway === undefined ? undefined : readUint32(goaway.payload, 4);
  }

  resetCode(streamId: number): number | undefined {
    const reset = this.of(frameType.rstStream, streamId).at(-1);
    return reset === undefined ? undefined : readUint32(reset.payload, 0);
  }

  /** Waits until `isTrue` holds; the test's own timeout is the limit. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      await promise;
    }
  }

  /** Waits until the other side has processed everything sent so far, which the answer to a PING shows. */
  async settle(): Promise<void> {
    const count = this.#pongs();
    this.frame(frameType.ping, 0, 0, new Uint8Array(8).fill(7));
    await this.until(() => this.#pongs() > count || this.isEnded || this.isClosed);
  }

  #pongs(): number {
    return this.of(frameType.ping).filter((frame) => (frame.flags & flag.ack) !== 0 && frame.payload[0] === 7)
      .length;
  }

  #word(type: number, streamId: number, value: number): void {
    const payload = new Uint8Array(4);
    writeUint32(payload, 0, value);
    this.frame(type, 0, streamId, payload);
  }

  #frame(type: number, flags: number, streamId: number, payload: Uint8Array): void {
    const fields = type === frameType.headers ? { fields: this.#fieldsOf(payload) } : {};
    this.#note(() => this.heard.push({ type, flags, streamId, payload, ...fields }));
  }

  #fieldsOf(payload: Uint8Array): Record<string, string> {
    const { fields } = this.#decoder.decode(payload, 0, payload.length);
    return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  }

  #note(happen: () => unknown): void {
    happen();
    for (const resolve of this.#waiting.splice(0)) {
      resolve();
    }
  }
}
