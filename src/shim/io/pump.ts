// Moves one stream from an fd to a sink for as long as it lasts, without blocking and without hogging the event loop.
import { errnoOf } from "../../errors/index.ts";
import { again, isReady, readFd, splice } from "../../linux/fd.ts";
import { closeWatched, whenReady } from "../../linux/readiness.ts";
import { report } from "../report.ts";
import { pipeSize } from "./fifo.ts";
import type { Sink } from "./sink.ts";

/** Calls before others get their turn: 2 MiB take less than 2 ms. */
const callsPerTurn = 4;

const copySize = 64 << 10;
let copyBuffer: Uint8Array | undefined;

export interface PumpOptions {
  /** `splice` needs a pipe at one end at least, and a sink with an fd. */
  readonly method: "splice" | "copy";
}

export class Pump {
  /** Resolves when the stream has ended and both ends are closed. */
  readonly done: Promise<void>;
  readonly #source: number;
  readonly #sink: Sink;
  readonly #splice: boolean;
  readonly #finished = Promise.withResolvers<void>();
  #unwritten: Uint8Array | undefined;
  #timer: Timer | undefined;
  #isClosed = false;

  /** Takes over both ends: they are closed when the stream ends. `source` must be non-blocking. */
  constructor(source: number, sink: Sink, options: PumpOptions) {
    this.#source = source;
    this.#sink = sink;
    this.#splice = options.method === "splice" && sink.fd !== undefined;
    this.done = this.#finished.promise;
    this.#turn();
  }

  /** What is there may still come, for `grace` ms: whoever else holds the stream open then loses it. */
  finish(grace: number): void {
    if (!this.#isClosed) {
      this.#timer ??= setTimeout(() => this.close(), grace);
    }
  }

  /** Ends now. */
  close(): void {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    clearTimeout(this.#timer);
    closeWatched(this.#source);
    this.#sink.close();
    this.#finished.resolve();
  }

  readonly #turn = (): void => {
    if (this.#isClosed) {
      return;
    }
    for (let call = 0; call < callsPerTurn; call++) {
      const moved = this.#move();
      if (moved === 0) {
        this.close();
        return;
      }
      if (moved === again) {
        this.#wait();
        return;
      }
    }
    whenReady(this.#source, "read", this.#turn);
  };

  /** Bytes moved, 0 at the end of either side, `again` when the source is empty or the sink full. */
  #move(): number {
    try {
      return this.#splice ? splice(this.#source, this.#sink.fd as number, pipeSize) : this.#copy();
    } catch (error) {
      // EIO: the last holder of a terminal is gone. EPIPE: nobody will read what is moved.
      if (!["EIO", "EPIPE"].includes(errnoOf(error) ?? "")) {
        report("warn", "error copying a stream", error);
      }
      return 0;
    }
  }

  #copy(): number {
    if (this.#unwritten !== undefined) {
      return this.#write(this.#unwritten);
    }
    copyBuffer ??= new Uint8Array(copySize);
    const count = readFd(this.#source, copyBuffer);
    return count > 0 ? this.#write(copyBuffer.subarray(0, count)) : count;
  }

  #write(bytes: Uint8Array): number {
    const count = this.#sink.write(bytes);
    const taken = Math.max(count, 0);
    this.#unwritten = taken < bytes.length ? bytes.slice(taken) : undefined;
    return count;
  }

  #wait(): void {
    const fd = this.#sink.fd;
    // splice does not tell which side made it wait.
    const isSinkFull = this.#unwritten !== undefined || (this.#splice && isReady(this.#source, "read"));
    if (fd !== undefined && isSinkFull) {
      whenReady(fd, "write", this.#turn);
    } else {
      whenReady(this.#source, "read", this.#turn);
    }
  }
}
