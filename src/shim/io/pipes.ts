// The streams of a process without a terminal: it gets anonymous pipes. If it got the client's FIFOs, they would be subject to
// path rules of security modules, their owner would be changed, and orphans would hold them open, so that clients hang.
import type { Context } from "../../context/index.ts";
import { changeOwner, closeFd, openPipes, type Pipe, setNonblocking, setPipeSize } from "../../linux/fd.ts";
import type { ChildStdio } from "../runc/spawn.ts";
import { type Logger, startLogger } from "./binary.ts";
import type { LoggedOutput } from "./cri.ts";
import { pipeSize } from "./fifo.ts";
import { EarlyOutputs } from "./output.ts";
import { Pump } from "./pump.ts";
import { parseTarget } from "./sink.ts";
import { Stdin } from "./stdin.ts";
import { drainTimeout, openTimeout, type Stdio, type StreamOwner, type Streams } from "./streams.ts";

export async function openPipeStreams(stdio: Stdio, owner: StreamOwner): Promise<Streams> {
  const target = parseTarget(stdio.stdout);
  if (target.scheme === "binary" || target.scheme === "binary-v2") {
    return new LoggerStreams(await startLogger(target, owner));
  }
  return new PipeStreams(stdio, owner);
}

class PipeStreams implements Streams {
  readonly #stdio: Stdio;
  readonly #outputs: EarlyOutputs;
  readonly #stdinPipe: Pipe | undefined;
  readonly #stdoutPipe: Pipe | undefined;
  readonly #stderrPipe: Pipe | undefined;
  readonly childStdio: ChildStdio;
  #logged: LoggedOutput | undefined;
  #stdin: Stdin | undefined;
  #isStdinClosed = false;
  #pumps: Pump[] = [];
  /** The shim's ends of pipes that nobody else closes yet. */
  #unopened: number[] = [];

  constructor(stdio: Stdio, owner: StreamOwner) {
    this.#stdio = stdio;
    const isFile = parseTarget(stdio.stdout).scheme === "file";
    const [stdin, stdout, stderr] = openPipes([
      stdio.stdin !== "",
      stdio.stdout !== "",
      isFile || stdio.stderr !== "",
    ]);
    this.#stdinPipe = stdin;
    this.#stdoutPipe = stdout;
    this.#stderrPipe = stderr;
    for (const output of [stdout, stderr]) {
      if (output !== undefined) {
        setPipeSize(output.read, pipeSize);
      }
    }
    this.childStdio = [
      this.#stdinPipe?.read ?? "ignore",
      this.#stdoutPipe?.write ?? "ignore",
      this.#stderrPipe?.write ?? "ignore",
    ];
    for (const fd of this.childStdio) {
      if (fd !== "ignore") {
        changeOwner(fd, owner.ioUid, owner.ioGid);
      }
    }
    const ours = [this.#stdinPipe?.write, this.#stdoutPipe?.read, this.#stderrPipe?.read];
    this.#unopened = ours.filter((fd) => fd !== undefined);
    this.#outputs = new EarlyOutputs(stdio);
  }

  release(): void {
    for (const fd of this.childStdio) {
      if (fd !== "ignore") {
        closeFd(fd);
      }
    }
  }

  get logged(): LoggedOutput | undefined {
    return this.#logged;
  }

  async begin(ctx: Context): Promise<void> {
    const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(openTimeout)]);
    const outputs = await this.#outputs.take(signal);
    this.#logged = outputs.logged;
    const pairs = [
      [this.#stdoutPipe, outputs.stdout],
      [this.#stderrPipe, outputs.stderr],
    ] as const;
    for (const [source, sink] of pairs) {
      if (source === undefined) {
        void sink.close();
        continue;
      }
      this.#take(source.read);
      setNonblocking(source.read);
      this.#pumps.push(new Pump(source.read, sink, { method: "splice" }));
    }
  }

  async openStdin(): Promise<void> {
    if (this.#stdinPipe === undefined) {
      return;
    }
    this.#stdin = await Stdin.open(this.#stdio.stdin, this.#stdinPipe.write, "splice");
    this.#take(this.#stdinPipe.write);
    if (this.#isStdinClosed) {
      this.#stdin.closeWriter();
    }
  }

  /** Notes that a stream or a pump closes `fd` from now on. */
  #take(fd: number): void {
    this.#unopened = this.#unopened.filter((other) => other !== fd);
  }

  closeStdin(): void {
    this.#isStdinClosed = true;
    this.#stdin?.closeWriter();
  }

  resize(): void {
    // Without a terminal there is nothing to resize, of which containerd does not complain either.
  }

  end(): void {
    this.#stdin?.close();
    for (const pump of this.#pumps) {
      pump.finish(drainTimeout);
    }
  }

  get drained(): Promise<void> {
    return Promise.all(this.#pumps.map((pump) => pump.done)).then(() => {});
  }

  async close(): Promise<void> {
    this.#outputs.close();
    this.#stdin?.close();
    for (const pump of this.#pumps) {
      pump.close();
    }
    for (const fd of this.#unopened.splice(0)) {
      closeFd(fd);
    }
  }
}

/** A logger reads the process's own pipes, so that the shim has nothing to move. */
class LoggerStreams implements Streams {
  readonly #logger: Logger;
  readonly childStdio: ChildStdio;
  readonly logged = undefined;
  readonly drained = Promise.resolve();

  constructor(logger: Logger) {
    this.#logger = logger;
    this.childStdio = ["ignore", logger.stdout, logger.stderr];
  }

  release(): void {
    closeFd(this.#logger.stdout);
    closeFd(this.#logger.stderr);
  }

  async begin(): Promise<void> {}

  async openStdin(): Promise<void> {}

  closeStdin(): void {}

  resize(): void {}

  end(): void {}

  async close(): Promise<void> {
    await this.#logger.stop();
  }
}
