// What both ends of a ttrpc connection share: frames in and out, and holding back.
import type { Duplex, Peer } from "../transport/duplex.ts";
import { encodeFrame, FrameReader, type FrameSink } from "./frame.ts";
import type { Flow } from "./inbox.ts";

export interface ConnectionEvents extends FrameSink {
  /** Called once: the connection is gone, whoever ended it. */
  closed(error?: Error): void;
}

/** More than this is not held for company. */
const largestBatch = 64 * 1024;

export class TtrpcConnection implements Flow {
  readonly #duplex: Duplex;
  /** Frames of this tick: they leave in one write, for a write costs more than all the rest of a short call. */
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
      // As ttrpc-go: a peer that sends no more has gone.
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

  /** Bytes that the peer has not taken. */
  get pending(): number {
    return this.#unsent + this.#duplex.pending;
  }

  /** Throws resource exhausted when the payload is over the limit. */
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
    if (this.#unsent > largestBatch) {
      this.#flush();
    }
  }

  /** Resolves when what was sent has left, or the connection is gone. */
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

  /** Sends what is queued, then says goodbye. */
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
