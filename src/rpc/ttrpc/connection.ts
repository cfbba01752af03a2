// What both ends of a ttrpc connection share: frames in and out, and holding back.
import type { Duplex, Peer } from "../transport/duplex.ts";
import { encodeFrame, FrameReader, type FrameSink } from "./frame.ts";
import type { Flow } from "./inbox.ts";

export interface ConnectionEvents extends FrameSink {
  /** Called once: the connection is gone, whoever ended it. */
  closed(error?: Error): void;
}

export class Connection implements Flow {
  readonly #duplex: Duplex;
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
    return this.#duplex.pending;
  }

  /** Throws resource exhausted when the payload is over the limit. */
  send(streamId: number, type: number, flags: number, payload: Uint8Array): void {
    const frame = encodeFrame(streamId, type, flags, payload);
    if (!this.#isClosed && !this.#duplex.write(frame)) {
      this.#isBlocked = true;
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
    this.#duplex.end();
  }

  destroy(): void {
    this.#duplex.destroy();
  }

  #unblock(): void {
    this.#isBlocked = false;
    for (const resolve of this.#waiting.splice(0)) {
      resolve();
    }
  }
}
