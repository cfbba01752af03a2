// The streams of a connection, and what their numbers say (RFC 9113 section 5.1.1).
import { ClosedStreams } from "./closed-streams.ts";
import { ConnectionError, errorCode, protocolError, StreamError } from "./errors.ts";
import type { Http2Stream } from "./stream.ts";

export class StreamTable {
  readonly open = new Map<number, Http2Stream>();
  readonly #isServer: boolean;
  readonly #closed = new ClosedStreams();
  /** The highest number that the peer has used. */
  lastPeerId = 0;
  #nextId = 1;

  constructor(isServer: boolean) {
    this.#isServer = isServer;
  }

  /** The number for a stream of ours; undefined when they are used up. */
  takeId(): number | undefined {
    if (this.#nextId > 0x7fff_ffff) {
      return undefined;
    }
    const id = this.#nextId;
    this.#nextId += 2;
    return id;
  }

  /** HEADERS of a stream that is not open: may the peer open it? */
  checkNew(id: number): void {
    if (!this.#isServer) {
      this.#checkKnown(id, "HEADERS");
      throw new ConnectionError(errorCode.streamClosed, `HEADERS on stream ${id}, which is over`);
    }
    if (id % 2 === 0) {
      throw protocolError(`a client opened stream ${id}: client streams have odd numbers`);
    }
    if (id > this.lastPeerId) {
      return;
    }
    if (this.#closed.has(id)) {
      throw new ConnectionError(errorCode.streamClosed, `HEADERS on stream ${id}, which is over`);
    }
    throw protocolError(`stream ${id} was opened after stream ${this.lastPeerId}`);
  }

  /** Frames that were on their way when we reset their stream mean nothing. */
  isLate(id: number): boolean {
    return this.#closed.wasResetByUs(id);
  }

  /** A frame of a stream that is not open: an error if it never was, or if DATA came after its end. */
  checkAbsent(id: number, frame: string, isData: boolean): void {
    this.#checkKnown(id, frame);
    if (isData && !this.isLate(id)) {
      throw new StreamError(id, errorCode.streamClosed, `${frame} on stream ${id}, which is over`);
    }
  }

  remove(stream: Http2Stream, byUs: boolean): void {
    if (this.open.delete(stream.id)) {
      this.#closed.add(stream.id, byUs);
    }
  }

  /** A stream that we reset before it was ever open here. */
  forget(id: number): void {
    this.#closed.add(id, true);
  }

  #checkKnown(id: number, frame: string): void {
    const isOurs = (id % 2 === 0) === this.#isServer;
    const limit = isOurs ? this.#ownLimit : this.lastPeerId + 1;
    if (id >= limit) {
      throw protocolError(`${frame} on stream ${id}, which was never opened`);
    }
  }

  /** A server opens no streams: it would have to push. */
  get #ownLimit(): number {
    return this.#isServer ? 0 : this.#nextId;
  }
}
