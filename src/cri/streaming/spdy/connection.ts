// The server's side of a SPDY/3.1 connection, as kubectl and crictl use it for exec, attach and port forwarding: the
// client opens streams, both sides send bytes. What Go's spdystream does not do (windows towards the client, settings,
// priorities, pushed streams) is read and ignored. Source: the SPDY Protocol, Draft 3.1, section 2.
import { aborted, invalidArgument, messageOf } from "../../../errors/index.ts";
import {
  controlFrame,
  dataFrame,
  type Frame,
  FrameReader,
  flagFin,
  frameTypes,
  resetCodes,
  wordsOf,
} from "./frame.ts";
import { HeaderReader, HeaderWriter } from "./header-block.ts";
import { SpdyStream, type StreamOwner } from "./stream.ts";

/** The bytes below: an upgraded HTTP/1.1 connection. */
export interface Wire {
  readonly incoming: AsyncIterable<Uint8Array>;
  /** Resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
  close(): void;
}

/** Streams open at once: exec uses at most five, and port forwarding two for each connection. */
const maxStreams = 1000;
/** DATA frames that are sent are no longer, so that streams take turns. */
const maxDataBytes = 32 << 10;
/** `stream-id`, `associated-to`, priority and slot before the header block of SYN_STREAM. */
const synStreamHead = 10;

const streamMask = 0x7fffffff;

export class SpdyConnection implements StreamOwner {
  /** Settles when the connection is over, however it ended. */
  readonly closed: Promise<void>;
  readonly #wire: Wire;
  readonly #onStream: (stream: SpdyStream) => void;
  readonly #streams = new Map<number, SpdyStream>();
  readonly #frames = new FrameReader();
  readonly #headers = new HeaderReader();
  readonly #replies = new HeaderWriter();
  #lastStream = 0;
  #isClosed = false;

  /** `onStream` is told of each stream that the client opens, after it was accepted. */
  constructor(wire: Wire, onStream: (stream: SpdyStream) => void) {
    this.#wire = wire;
    this.#onStream = onStream;
    this.closed = this.#serve();
  }

  /** Says that no further stream is accepted and closes the connection. */
  close(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      void this.#send(controlFrame(frameTypes.goAway, [this.#lastStream, 0]));
      this.#wire.close();
    }
  }

  async sendData(stream: number, bytes: Uint8Array, isLast: boolean): Promise<void> {
    let offset = 0;
    do {
      const part = bytes.subarray(offset, offset + maxDataBytes);
      offset += part.length;
      await this.#send(dataFrame(stream, part, isLast && offset >= bytes.length ? flagFin : 0));
    } while (offset < bytes.length);
  }

  sendReset(stream: number): void {
    void this.#send(controlFrame(frameTypes.rstStream, [stream, resetCodes.cancel]));
  }

  sendWindow(stream: number, bytes: number): void {
    void this.#send(controlFrame(frameTypes.windowUpdate, [stream, bytes]));
  }

  forget(stream: number): void {
    this.#streams.delete(stream);
  }

  async #serve(): Promise<void> {
    let reason: Error = aborted("the connection was closed");
    try {
      for await (const bytes of this.#wire.incoming) {
        for (const frame of this.#frames.push(bytes)) {
          await this.#receive(frame);
        }
      }
    } catch (cause) {
      reason = aborted(`the connection failed: ${messageOf(cause)}`);
    }
    this.close();
    this.#headers[Symbol.dispose]();
    for (const stream of [...this.#streams.values()]) {
      stream.fail(reason);
    }
  }

  async #receive(frame: Frame): Promise<void> {
    if (frame.kind === "data") {
      const isLast = (frame.flags & flagFin) !== 0;
      // A stream that is over here may still be sent to by a peer that does not know yet.
      await this.#streams.get(frame.stream)?.receive(frame.payload, isLast);
      return;
    }
    switch (frame.type) {
      case frameTypes.synStream:
        return this.#open(frame.payload, frame.flags);
      case frameTypes.rstStream: {
        const [id = 0] = wordsOf(frame.payload, 2);
        this.#streams.get(id & streamMask)?.fail(aborted("the stream was reset by the peer"));
        return;
      }
      case frameTypes.ping: {
        const [id = 0] = wordsOf(frame.payload, 1);
        return this.#send(controlFrame(frameTypes.ping, [id]));
      }
      case frameTypes.headers:
      case frameTypes.synReply:
        // They must be inflated: later blocks refer to them.
        await this.#headers.read(frame.payload.subarray(4));
        return;
    }
  }

  async #open(payload: Uint8Array, flags: number): Promise<void> {
    const [word = 0] = wordsOf(payload, 2);
    const id = word & streamMask;
    const headers = await this.#headers.read(payload.subarray(synStreamHead));
    // Section 2.3.2: a client's streams have odd numbers, each higher than the one before.
    if (id % 2 === 0 || id <= this.#lastStream) {
      throw invalidArgument(`spdy: stream ${id} cannot follow stream ${this.#lastStream}`);
    }
    this.#lastStream = id;
    if (this.#streams.size >= maxStreams) {
      return this.#send(controlFrame(frameTypes.rstStream, [id, resetCodes.refusedStream]));
    }
    const stream = new SpdyStream(id, headers, this);
    this.#streams.set(id, stream);
    await this.#send(controlFrame(frameTypes.synReply, [id], this.#replies.write(new Map())));
    if ((flags & flagFin) !== 0) {
      await stream.receive(new Uint8Array(), true);
    }
    this.#onStream(stream);
  }

  /** A peer that has gone is told by the end of what comes from it, so a failed write is none of its own. */
  async #send(frame: Uint8Array): Promise<void> {
    await this.#wire.write(frame).catch(() => {});
  }
}
