// The part of a ttrpc connection that client and server share: it sends and receives frames, and can stop reading.
import type { Duplex, Peer } from "../transport/duplex.ts";
import { encodeFrame, FrameReader, type FrameSink } from "./frame.ts";
import type { Flow } from "./inbox.ts";

export interface ConnectionEvents extends FrameSink {
  /** The connection has ended, whichever side ended it. Called once. */
  closed(error?: Error): void;
}

/** Frames are collected for one write until they have this many bytes. */
const maxBatchBytes = 64 * 1024;

export class TtrpcConnection implements Flow {
  readonly #duplex: Duplex;
  /**
   * The frames of this turn of the event loop. They leave in one write, because a write takes longer than everything else that a
   * short call needs.
   */
  #frames: Uint8Array[] = [];
  #unsent = 0;
  readonly #waiting: (() => void)[] = [];
  #holds = 0;
  #isBlocked = false;
  #isClosed = false;

  constructor(duplex: Duplex, events: ConnectionEvents) {
    this.#duplex = duplex;
    const reader = new FrameReader(events);
    duplex.start({
      data: (bytes) => reader.push(bytes),
      drain: () => this.#unblock(),
      // A peer that has ended its direction counts as disconnected, as in ttrpc-go.
      end: () => duplex.destroy(),
      close: (error) => {
        this.#isClosed = true;
        this.#unblock();
        events.closed(error);
      },
    });
  }

  get peer(): Peer {
    return this.#duplex.peer;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Bytes that were not sent yet. */
  get pending(): number {
    return this.#unsent + this.#duplex.pending;
  }

  /** Sends a frame. Throws resource exhausted when the payload is over the limit. */
  send(streamId: number, type: number, flags: number, payload: Uint8Array): void {
    const frame = encodeFrame(streamId, type, flags, payload);
    if (this.#isClosed) {
      return;
    }
    if (this.#frames.length === 0) {
      queueMicrotask(() => this.#flush());
    }
    this.#frames.push(frame);
    this.#unsent += frame.length;
    if (this.#unsent > maxBatchBytes) {
      this.#flush();
    }
  }

  /** Resolves when the duplex takes more frames, or the connection has ended. */
  ready(): Promise<void> {
    if (!this.#isBlocked || this.#isClosed) {
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  hold(): void {
    if (this.#holds++ === 0) {
      this.#duplex.pause();
    }
  }

  release(): void {
    if (--this.#holds === 0) {
      this.#duplex.resume();
    }
  }

  /** Sends what is queued and then ends our direction. */
  end(): void {
    this.#flush();
    this.#duplex.end();
  }

  destroy(): void {
    this.#duplex.destroy();
  }

  #flush(): void {
    const frames = this.#frames;
    if (frames.length === 0) {
      return;
    }
    this.#frames = [];
    this.#unsent = 0;
    const [first] = frames;
    const bytes = frames.length === 1 && first !== undefined ? first : Buffer.concat(frames);
    if (!this.#isClosed && !this.#duplex.write(bytes)) {
      this.#isBlocked = true;
    }
  }

  #unblock(): void {
    this.#isBlocked = false;
    for (const resolve of this.#waiting.splice(0)) {
      resolve();
    }
  }
}
