// Several connections over one, so that a plugin and the runtime can both call each other over a single socket. Every piece of data
// has a header of two 32-bit numbers: the number of its connection, and its length. Source: containerd/nri pkg/net/multiplex.
import { type Fault, invalidArgument } from "../errors/index.ts";
import type { Duplex, DuplexEvents, Peer } from "../rpc/transport/duplex.ts";
import { maxMessageLength, headerLength as messageHeaderLength } from "../rpc/ttrpc/frame.ts";

const headerLength = 8;
/** No piece needs to be longer than the longest message of ttrpc. */
export const maxPieceLength: number = messageHeaderLength + maxMessageLength;
/**
 * A peer in Go reads each piece into the buffer of its reader, which has this many bytes, or into that of a message of which the
 * piece is all the rest. A piece that does not fit breaks the connection.
 */
const peerBuffer = 4096;

/** The connections of one trunk. They live and end together. */
export class Multiplexer {
  readonly #trunk: Duplex;
  readonly #connections = new Map<number, Connection>();
  readonly #reader: PieceReader;
  #holds = 0;
  #isClosed = false;
  #error: Error | undefined;

  /**
   * Must be called as early as `start` of the trunk, and `open` right after it: what arrives for nobody is dropped, as in Go. What the
   * peer does against the rules ends the trunk, and is given to `failed`.
   */
  constructor(trunk: Duplex, failed: (fault: Fault) => void = () => {}) {
    this.#trunk = trunk;
    this.#reader = new PieceReader({
      piece: (id, bytes) => this.#connections.get(id)?.events?.data(bytes),
      failed: (fault) => {
        trunk.destroy(fault);
        failed(fault);
      },
    });
    trunk.start({
      data: (bytes) => this.#reader.push(bytes),
      drain: () => this.#tell((events) => events.drain()),
      end: () => this.#tell((events) => events.end()),
      close: (error) => this.#onClose(error),
    });
  }

  /** The connection with this number. The peer opens the same one; nothing is sent for it. */
  open(id: number): Duplex {
    const connection = new Connection(this.#trunk, {
      write: (bytes) => this.#trunk.write(packPieces(id, bytes)),
      hold: () => this.#hold(),
      release: () => this.#release(),
      outcome: () => (this.#isClosed ? { error: this.#error } : undefined),
    });
    this.#connections.set(id, connection);
    return connection;
  }

  #hold(): void {
    if (this.#holds++ === 0) {
      this.#trunk.pause();
    }
  }

  #release(): void {
    if (--this.#holds === 0) {
      this.#trunk.resume();
    }
  }

  #onClose(error: Error | undefined): void {
    this.#isClosed = true;
    this.#error = error;
    this.#reader.stop();
    this.#tell((events) => events.close(error));
  }

  #tell(call: (events: DuplexEvents) => void): void {
    for (const { events } of this.#connections.values()) {
      if (events !== undefined) {
        call(events);
      }
    }
  }
}

/** What a connection needs of its multiplexer. */
interface Line {
  write(bytes: Uint8Array): boolean;
  hold(): void;
  release(): void;
  /** How the trunk ended; undefined as long as it is there. */
  outcome(): { readonly error: Error | undefined } | undefined;
}

class Connection implements Duplex {
  events: DuplexEvents | undefined;
  readonly #trunk: Duplex;
  readonly #line: Line;
  #isPaused = false;

  constructor(trunk: Duplex, line: Line) {
    this.#trunk = trunk;
    this.#line = line;
  }

  get peer(): Peer {
    return this.#trunk.peer;
  }

  get pending(): number {
    return this.#trunk.pending;
  }

  start(events: DuplexEvents): void {
    this.events = events;
    const outcome = this.#line.outcome();
    if (outcome !== undefined) {
      queueMicrotask(() => events.close(outcome.error));
    }
  }

  /** Takes whole messages of ttrpc. */
  write(bytes: Uint8Array): boolean {
    return this.#line.write(bytes);
  }

  pause(): void {
    if (!this.#isPaused) {
      this.#isPaused = true;
      this.#line.hold();
    }
  }

  resume(): void {
    if (this.#isPaused) {
      this.#isPaused = false;
      this.#line.release();
    }
  }

  end(): void {
    this.#trunk.end();
  }

  destroy(error?: Error): void {
    this.#trunk.destroy(error);
  }
}

/** Messages of ttrpc, cut into pieces that a peer in Go can read. */
function packPieces(id: number, bytes: Uint8Array): Uint8Array {
  const pieces = bytes.length <= peerBuffer ? [bytes] : messagesOf(bytes).flatMap(piecesOf);
  const packed = new Uint8Array(bytes.length + pieces.length * headerLength);
  const view = new DataView(packed.buffer);
  let at = 0;
  for (const piece of pieces) {
    view.setUint32(at, id);
    view.setUint32(at + 4, piece.length);
    packed.set(piece, at + headerLength);
    at += headerLength + piece.length;
  }
  return packed;
}

function messagesOf(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const messages: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + messageHeaderLength + view.getUint32(at);
    messages.push(bytes.subarray(at, end));
    at = end;
  }
  return messages;
}

function piecesOf(message: Uint8Array): Uint8Array[] {
  return message.length <= peerBuffer
    ? [message]
    : [message.subarray(0, peerBuffer), message.subarray(peerBuffer)];
}

interface PieceSink {
  piece(id: number, bytes: Uint8Array): void;
  failed(fault: Fault): void;
}

/** Cuts received bytes into pieces, and passes on what has come of each: it holds nothing but a header. */
class PieceReader {
  readonly #sink: PieceSink;
  readonly #header = new Uint8Array(headerLength);
  #headerFilled = 0;
  #id = 0;
  #remaining = 0;
  #isStopped = false;

  constructor(sink: PieceSink) {
    this.#sink = sink;
  }

  stop(): void {
    this.#isStopped = true;
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.#isStopped; ) {
      at += this.#remaining > 0 ? this.#takeData(bytes, at) : this.#takeHeader(bytes, at);
    }
  }

  #takeData(bytes: Uint8Array, at: number): number {
    const part = bytes.subarray(at, at + this.#remaining);
    this.#remaining -= part.length;
    this.#sink.piece(this.#id, part);
    return part.length;
  }

  #takeHeader(bytes: Uint8Array, at: number): number {
    const part = bytes.subarray(at, at + headerLength - this.#headerFilled);
    this.#header.set(part, this.#headerFilled);
    this.#headerFilled += part.length;
    if (this.#headerFilled === headerLength) {
      this.#headerFilled = 0;
      this.#begin(new DataView(this.#header.buffer));
    }
    return part.length;
  }

  #begin(header: DataView): void {
    const length = header.getUint32(4);
    if (length > maxPieceLength) {
      this.#isStopped = true;
      this.#sink.failed(
        invalidArgument(
          `the peer does not speak NRI: a piece of ${length} bytes, at most ${maxPieceLength} are allowed`,
        ),
      );
      return;
    }
    this.#id = header.getUint32(0);
    this.#remaining = length;
  }
}
