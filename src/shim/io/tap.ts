// A second place where the output of a process goes, beside its log: the FIFO of whoever has attached to it. A client that reads
// slowly slows the container down, as under containerd. One that reads nothing for a while loses its tap, so that the container and
// its log go on.
import { fstatSync, openSync } from "node:fs";
import { errnoOf, failedPrecondition } from "../../errors/index.ts";
import { again, closeFd, setPipeSize, writeFd } from "../../linux/fd.ts";
import { O } from "../../linux/open-flags.ts";
import { closeWatched, whenReady } from "../../linux/readiness.ts";
import { report } from "../report.ts";
import { pipeSize } from "./fifo.ts";

/** How long a client may read nothing while the container waits for it, in ms. */
const patience = 5_000;

export class Tap {
  readonly #fd: number;
  readonly #onEnd: (tap: Tap) => void;
  /** What the FIFO has no room for. */
  #unwritten: Uint8Array | undefined;
  #timer: Timer | undefined;
  #waiting: (() => void)[] = [];
  #isClosed = false;

  /** Opens a FIFO that somebody reads. `onEnd` is called when nobody does any more. */
  constructor(path: string, onEnd: (tap: Tap) => void) {
    this.#fd = openFifo(path);
    this.#onEnd = onEnd;
    setPipeSize(this.#fd, pipeSize);
    try {
      this.#watchReader();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Whether it has not taken all yet: then the next bytes must wait. */
  get isFull(): boolean {
    return this.#unwritten !== undefined;
  }

  /** Calls back once, when it is not full any more. */
  whenWritable(callback: () => void): void {
    this.#waiting.push(callback);
  }

  /** Takes all of `bytes`, which may be used again afterwards. */
  write(bytes: Uint8Array): void {
    const rest = this.#writeSome(bytes);
    if (rest !== undefined && rest.length > 0) {
      this.#unwritten = rest.slice();
      this.#timer = setTimeout(() => this.#giveUp(), patience);
      whenReady(this.#fd, "write", this.#writeRest);
    }
  }

  /** The reader sees the end. */
  close(): void {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    this.#unwritten = undefined;
    clearTimeout(this.#timer);
    closeWatched(this.#fd);
    this.#wake();
  }

  readonly #writeRest = (): void => {
    if (this.#unwritten === undefined) {
      return;
    }
    const rest = this.#writeSome(this.#unwritten);
    if (rest === undefined) {
      return;
    }
    if (rest.length > 0) {
      if (rest.length < this.#unwritten.length) {
        this.#timer?.refresh();
      }
      this.#unwritten = rest;
      whenReady(this.#fd, "write", this.#writeRest);
      return;
    }
    clearTimeout(this.#timer);
    this.#unwritten = undefined;
    this.#watchReader();
    this.#wake();
  };

  /** Gives what there is no room for; undefined when the reader has gone, with which the tap ends. */
  #writeSome(bytes: Uint8Array): Uint8Array | undefined {
    try {
      const count = writeFd(this.#fd, bytes);
      return count === again ? bytes : bytes.subarray(count);
    } catch (error) {
      if (errnoOf(error) !== "EPIPE") {
        report("warn", "error copying output to an attached client", error);
      }
      this.#end();
      return undefined;
    }
  }

  /** The write end of a FIFO is never ready to be read: what wakes is that its last reader has gone. */
  #watchReader(): void {
    whenReady(this.#fd, "read", () => this.#end());
  }

  #giveUp(): void {
    report("warn", `an attached client has read nothing for ${patience / 1000} s: it gets no more output`);
    this.#end();
  }

  #end(): void {
    this.close();
    this.#onEnd(this);
  }

  #wake(): void {
    for (const callback of this.#waiting.splice(0)) {
      callback();
    }
  }
}

function openFifo(path: string): number {
  const fd = openSync(path, O.WRONLY | O.NONBLOCK | O.NOFOLLOW | O.CLOEXEC);
  if (!fstatSync(fd).isFIFO()) {
    closeFd(fd);
    throw failedPrecondition(`not a FIFO: ${path}`);
  }
  return fd;
}
