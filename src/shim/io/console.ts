// The streams of a process with a terminal: runc makes the pty inside the container and sends its master over a socket.
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../../context/index.ts";
import { abortable } from "../../context/index.ts";
import { again, closeFd, duplicate, setNonblocking, writeFd } from "../../linux/fd.ts";
import { AT_FDCWD, O, openAt } from "../../linux/open.ts";
import { closeWatched, whenReady } from "../../linux/readiness.ts";
import { setWindowSize } from "../../linux/terminal.ts";
import { accept, listenUnix, receiveFd } from "../../linux/unix-socket.ts";
import type { ChildStdio } from "../runc/spawn.ts";
import { type Logger, startLogger } from "./binary.ts";
import type { LoggedOutput } from "./cri.ts";
import { nullSink } from "./null.ts";
import { EarlyOutputs } from "./output.ts";
import { Pump } from "./pump.ts";
import { parseTarget, type Sink } from "./sink.ts";
import { Stdin } from "./stdin.ts";
import { openTimeout, type Stdio, type StreamOwner, type Streams } from "./streams.ts";

/**
 * How long output may follow a process with a terminal that has ended, in ms. A terminal ends with its session, unless a background
 * process ignores the hangup: containerd does not wait for those.
 */
const hangupGrace = 500;

/** ^D, by which a terminal's input ends. */
const endOfTransmission = Uint8Array.of(4);

/**
 * How long after ^D the terminal is hung up, in ms, for programs that do not understand ^D. containerd hangs up at once, and loses
 * what is printed meanwhile.
 */
const hangupDelay = 1000;

/** How many sockets this shim has made: a number makes each name unique. */
let sockets = 0;

export class ConsoleStreams implements Streams {
  readonly childStdio: ChildStdio = ["ignore", "ignore", "ignore"];
  readonly consoleSocket: string;
  readonly #stdio: Stdio;
  readonly #outputs: EarlyOutputs;
  readonly #owner: StreamOwner;
  readonly #listener: number;
  #master: number | undefined;
  #stdin: Stdin | undefined;
  #isStdinClosed = false;
  #isListening = true;
  #isEnding = false;
  #hangupTimer: Timer | undefined;
  #pump: Pump | undefined;
  #logger: Logger | undefined;
  #logged: LoggedOutput | undefined;

  constructor(stdio: Stdio, owner: StreamOwner) {
    this.#stdio = stdio;
    this.#owner = owner;
    sockets++;
    // The name is relative to runc's cwd, because the path of a bundle may be longer than that of a socket.
    this.consoleSocket = `pty-${sockets}.sock`;
    const directory = openAt(AT_FDCWD, owner.bundle, O.PATH | O.DIRECTORY);
    try {
      this.#listener = listenUnix(`/proc/self/fd/${directory}/${this.consoleSocket}`, 1);
    } finally {
      closeFd(directory);
    }
    this.#outputs = new EarlyOutputs({ ...stdio, stderr: "" });
  }

  get logged(): LoggedOutput | undefined {
    return this.#logged;
  }

  release(): void {}

  async begin(ctx: Context): Promise<void> {
    const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(openTimeout)]);
    const master = await this.#receiveMaster(signal).catch((cause) => {
      throw new Error("failed to retrieve console master", { cause });
    });
    setNonblocking(master);
    this.#master = duplicate(master);
    const sink = await this.#openSink(signal).catch((error) => {
      closeFd(master);
      throw error;
    });
    this.#pump = new Pump(master, sink, { method: "copy" });
  }

  async openStdin(): Promise<void> {
    if (this.#stdio.stdin === "" || this.#master === undefined) {
      return;
    }
    const target = duplicate(this.#master);
    this.#stdin = await Stdin.open(this.#stdio.stdin, target, "copy").catch((error) => {
      closeFd(target);
      throw error;
    });
    if (this.#isStdinClosed) {
      this.#stdin.closeWriter();
    }
    void this.#stdin.done.then(() => this.#sendEndOfInput());
  }

  async #receiveMaster(signal: AbortSignal): Promise<number> {
    const connection = await this.#until(this.#listener, () => accept(this.#listener), signal);
    try {
      return await this.#until(connection, () => receiveFd(connection), signal);
    } finally {
      closeWatched(connection);
      this.#closeListener();
    }
  }

  async #until(fd: number, attempt: () => number, signal: AbortSignal): Promise<number> {
    for (;;) {
      const result = attempt();
      if (result !== again) {
        return result;
      }
      await abortable(new Promise<void>((resolve) => whenReady(fd, "read", resolve)), signal);
    }
  }

  async #openSink(signal: AbortSignal): Promise<Sink> {
    if (this.#stdio.stdout === "") {
      return nullSink;
    }
    const target = parseTarget(this.#stdio.stdout);
    if (target.scheme !== "binary" && target.scheme !== "binary-v2") {
      const outputs = await this.#outputs.take(signal);
      void outputs.stderr.close();
      this.#logged = outputs.logged;
      return outputs.stdout;
    }
    const logger = await startLogger(target, this.#owner);
    this.#logger = logger;
    closeFd(logger.stderr);
    setNonblocking(logger.stdout);
    return {
      fd: logger.stdout,
      write: (bytes) => writeFd(logger.stdout, bytes),
      close: () => closeWatched(logger.stdout),
    };
  }

  closeStdin(): void {
    this.#isStdinClosed = true;
    this.#stdin?.closeWriter();
  }

  resize(columns: number, rows: number): void {
    if (this.#master !== undefined) {
      setWindowSize(this.#master, { columns, rows });
    }
  }

  /** The input of a terminal ends when ^D is typed. */
  #sendEndOfInput(): void {
    if (this.#master !== undefined && !this.#isEnding) {
      writeFd(this.#master, endOfTransmission);
      this.#hangupTimer = setTimeout(() => this.#hangUp(), hangupDelay);
    }
  }

  #hangUp(): void {
    clearTimeout(this.#hangupTimer);
    this.#pump?.close();
    this.#closeMaster();
  }

  #closeMaster(): void {
    if (this.#master !== undefined) {
      closeFd(this.#master);
      this.#master = undefined;
    }
  }

  end(): void {
    this.#isEnding = true;
    clearTimeout(this.#hangupTimer);
    this.#stdin?.close();
    this.#pump?.finish(hangupGrace);
    // Not in `close` alone: an exec may never be deleted, as after `ctr tasks exec --detach`.
    void this.drained.then(() => this.#closeMaster());
  }

  get drained(): Promise<void> {
    return this.#pump?.done ?? Promise.resolve();
  }

  async close(): Promise<void> {
    this.#isEnding = true;
    this.#closeListener();
    this.#outputs.close();
    this.#stdin?.close();
    this.#hangUp();
    await this.#logger?.stop();
  }

  #closeListener(): void {
    if (this.#isListening) {
      this.#isListening = false;
      closeWatched(this.#listener);
      rmSync(join(this.#owner.bundle, this.consoleSocket), { force: true });
    }
  }
}
