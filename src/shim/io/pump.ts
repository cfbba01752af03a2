// Moves one stream from a descriptor to a sink for as long as it lasts. It does not block, and it takes turns with other work.
import { errnoOf } from "../../errors/index.ts";
import { again, isReady, readFd, splice } from "../../linux/fd.ts";
import { closeWatched, whenReady } from "../../linux/readiness.ts";
import { report } from "../report.ts";
import { pipeSize } from "./fifo.ts";
import type { Sink } from "./sink.ts";

/** How often a pump moves bytes before others get their turn. So much takes less than 2 ms. */
const callsPerTurn = 4;

const copySize = 64 << 10;
/** All pumps that copy share it: what a sink does not take at once is kept apart. */
let copyBuffer: Buffer | undefined;

/** How long a sink may take to finish after a stream was closed before its end, in ms. */
const flushTimeout = 1_000;

export interface PumpOptions {
  /** `splice` needs a pipe at one end at least. Where the sink has no descriptor the bytes are copied. */
  readonly method: "splice" | "copy";
}

export class Pump {
  /** Resolves when the stream has ended, both ends are closed and everything has arrived. */
  readonly done: Promise<void>;
  readonly #source: number;
  readonly #sink: Sink;
  readonly #splice: boolean;
  readonly #finished = Promise.withResolvers<void>();
  /** Bytes that were read and that the sink has not taken yet. */
  #unwritten: Uint8Array | undefined;
  #timer: Timer | undefined;
  #isClosed = false;
  #isDone = false;

  /** Takes over both ends, which are closed when the stream ends. `source` must be non-blocking. */
  constructor(source: number, sink: Sink, options: PumpOptions) {
    this.#source = source;
    this.#sink = sink;
    this.#splice = options.method === "splice" && sink.fd !== undefined;
    this.done = this.#finished.promise;
    this.#turn();
  }

  /** The process has ended: the stream is closed at its end, or after `grace` ms when somebody else still holds it open. */
  finish(grace: number): void {
    if (!this.#isDone) {
      this.#timer ??= setTimeout(() => this.close(), grace);
    }
  }

  /** Closes both ends at once. What is on the way may take a little longer to arrive. */
  close(): void {
    if (!this.#isClosed) {
      this.#closeEnds();
    }
    if (!this.#isDone) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#settle, flushTimeout);
    }
  }

  #closeEnds(): void {
    this.#isClosed = true;
    closeWatched(this.#source);
    const arrival = this.#sink.close();
    if (arrival === undefined) {
      this.#settle();
    } else {
      void arrival.then(this.#settle);
    }
  }

  readonly #settle = (): void => {
    this.#isDone = true;
    clearTimeout(this.#timer);
    this.#finished.resolve();
  };

  /** Moves some bytes and sees to it that the next turn comes when there are more. */
  readonly #turn = (): void => {
    if (this.#isClosed) {
      return;
    }
    for (let call = 0; call < callsPerTurn; call++) {
      const moved = this.#move();
      if (moved === 0) {
        this.#closeEnds();
        return;
      }
      if (moved === again) {
        this.#wait();
        return;
      }
    }
    if (this.#unwritten !== undefined || this.#sink.isFull) {
      this.#wait();
    } else {
      whenReady(this.#source, "read", this.#turn);
    }
  };

  /** Gives the count of bytes moved, 0 when either side has ended, `again` when the source is empty or the sink full. */
  #move(): number {
    try {
      return this.#splice ? splice(this.#source, this.#sink.fd as number, pipeSize) : this.#copy();
    } catch (error) {
      // EIO: nobody has the terminal open any more. EPIPE: nobody will read what is moved.
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
    if (this.#sink.isFull) {
      return again;
    }
    copyBuffer ??= Buffer.allocUnsafeSlow(copySize);
    const { readSize = copySize } = this.#sink;
    const count = readFd(this.#source, readSize < copySize ? copyBuffer.subarray(0, readSize) : copyBuffer);
    return count > 0 ? this.#write(copyBuffer.subarray(0, count)) : count;
  }

  #write(bytes: Uint8Array): number {
    const count = this.#sink.write(bytes);
    const taken = Math.max(count, 0);
    this.#unwritten = taken < bytes.length ? bytes.slice(taken) : undefined;
    return count;
  }

  #wait(): void {
    if (this.#sink.isFull) {
      this.#sink.whenWritable?.(this.#turn);
      return;
    }
    const fd = this.#sink.fd;
    // splice does not tell which side it would have to wait for.
    const isSinkFull = this.#unwritten !== undefined || (this.#splice && isReady(this.#source, "read"));
    if (fd !== undefined && isSinkFull) {
      whenReady(fd, "write", this.#turn);
    } else {
      whenReady(this.#source, "read", this.#turn);
    }
  }
}
