// The client's ends of stdout and stderr, for streams whose bytes the shim moves itself.
import { statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { abortable } from "../../context/index.ts";
import { criLogScheme } from "../../core/cri-log.ts";
import { invalidArgument } from "../../errors/index.ts";
import { LoggedOutput } from "./cri.ts";
import { openFifoSink } from "./fifo.ts";
import { openAppendSink, openFileSinks } from "./file.ts";
import { nullSink } from "./null.ts";
import { parseTarget, type Sink } from "./sink.ts";
import type { Stdio } from "./streams.ts";

export interface Outputs {
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Both of them, where they go to a log of CRI's. */
  readonly logged?: LoggedOutput;
}

/**
 * Outputs that are opened before the process runs: the client's FIFOs, and logs of CRI's, whose start fails when they cannot be opened.
 * A Go client waits in an open that only the kernel wakes. If the FIFOs were opened later, it might hear that a short process has
 * ended before it could read: it would give up, and lose what the process has printed.
 */
export class EarlyOutputs {
  readonly #stdio: Stdio;
  readonly #stop = new AbortController();
  #opening: Promise<Outputs> | undefined;
  #taken: Outputs | undefined;

  constructor(stdio: Stdio) {
    this.#stdio = stdio;
    if (["fifo", criLogScheme].includes(parseTarget(stdio.stdout).scheme)) {
      this.#opening = openOutputs(stdio, this.#stop.signal);
      this.#opening.catch(() => {});
    }
  }

  /** Waits for the client until `signal` aborts. What is no FIFO is opened now. The caller closes the outputs. */
  async take(signal: AbortSignal): Promise<Outputs> {
    this.#taken = await abortable(this.#opening ?? openOutputs(this.#stdio, signal), signal);
    this.#opening = undefined;
    return this.#taken;
  }

  /** Closes outputs that were not taken, and drops what nobody has read of those that were taken and closed. */
  close(): void {
    this.#stop.abort();
    this.#taken?.stdout.release?.();
    this.#taken?.stderr.release?.();
    const closeBoth = ({ stdout, stderr }: Outputs): void => {
      void stdout.close();
      void stderr.close();
    };
    this.#opening?.then(closeBoth, () => {});
    this.#opening = undefined;
  }
}

/** The scheme of stdout counts for both streams, as in containerd. */
async function openOutputs(stdio: Stdio, signal: AbortSignal): Promise<Outputs> {
  const target = parseTarget(stdio.stdout);
  switch (target.scheme) {
    case "fifo": {
      const stdout = await openPath(target.path, signal);
      const stderr = await openPath(stdio.stderr, signal).catch((error) => {
        void stdout.close();
        throw error;
      });
      return { stdout, stderr };
    }
    case "file":
      // Made outside of the event loop: on a disk that hangs, the wait is here and not in the open.
      await mkdir(dirname(target.path), { recursive: true, mode: 0o755 });
      return openFileSinks(target);
    case criLogScheme: {
      const logged = await LoggedOutput.open(target);
      return { stdout: logged.stdout, stderr: logged.stderr, logged };
    }
    default:
      throw invalidArgument(`unknown STDIO scheme ${target.scheme}`);
  }
}

async function openPath(path: string, signal: AbortSignal): Promise<Sink> {
  if (path === "") {
    return nullSink;
  }
  try {
    // Without a wait: a FIFO that somebody reads must be open before the process runs.
    return statSync(path).isFIFO() ? await openFifoSink(path, signal) : openAppendSink(path);
  } catch (cause) {
    throw new Error(`containerd-shim: opening ${JSON.stringify(path)} failed`, { cause });
  }
}
