// The streams of a connection, and the rules for their numbers (RFC 9113 section 5.1.1).
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

  /** The number for the next stream that we open; undefined when all numbers are used up. */
  takeId(): number | undefined {
    if (this.#nextId > 0x7fff_ffff) {
      return undefined;
    }
    const id = this.#nextId;
    this.#nextId += 2;
    return id;
  }

  /** Throws unless the peer may open a stream with this number by HEADERS. */
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

  /** Whether we have reset the stream, so that frames of it that were on their way then are to be ignored. */
  isLate(id: number): boolean {
    return this.#closed.wasResetByUs(id);
  }

  /** Checks a frame of a stream that is not open. It is an error if the stream never was open, or if DATA comes after its end. */
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

  /** Remembers that we have reset a stream that was never open here. */
  markReset(id: number): void {
    this.#closed.add(id, true);
  }

  #checkKnown(id: number, frame: string): void {
    const isOurs = (id % 2 === 0) === this.#isServer;
    const limit = isOurs ? this.#ownLimit : this.lastPeerId + 1;
    if (id >= limit) {
      throw protocolError(`${frame} on stream ${id}, which was never opened`);
    }
  }

  /** The first number that we have not used. A server uses none, because it does not push. */
  get #ownLimit(): number {
    return this.#isServer ? 0 : this.#nextId;
  }
}
