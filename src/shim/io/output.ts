// The client's end of stdout and stderr, where the shim moves the bytes itself.
import { statSync } from "node:fs";
import { abortable } from "../../context/index.ts";
import { invalidArgument } from "../../errors/index.ts";
import { openFifoSink } from "./fifo.ts";
import { openAppendSink, openFileSinks } from "./file.ts";
import { nullSink } from "./null.ts";
import { parseTarget, type Sink } from "./sink.ts";
import type { Stdio } from "./streams.ts";

export interface Outputs {
  readonly stdout: Sink;
  readonly stderr: Sink;
}

/**
 * The client's FIFOs, opened before the process runs. A Go client waits in an open that only the kernel wakes: if all
 * happened at once, of a process that prints a word and ends, it would hear of the end, give up and lose the word.
 */
export class EarlyOutputs {
  readonly #stdio: Stdio;
  readonly #stop = new AbortController();
  #opening: Promise<Outputs> | undefined;

  constructor(stdio: Stdio) {
    this.#stdio = stdio;
    if (parseTarget(stdio.stdout).scheme === "fifo") {
      this.#opening = openOutputs(stdio, this.#stop.signal);
      this.#opening.catch(() => {});
    }
  }

  /** Waits for the client until `signal` aborts; opens now what is no FIFO. They are the caller's to close. */
  async take(signal: AbortSignal): Promise<Outputs> {
    if (this.#opening === undefined) {
      return openOutputs(this.#stdio, signal);
    }
    const outputs = await abortable(this.#opening, signal);
    this.#opening = undefined;
    return outputs;
  }

  /** Unless they were taken. */
  close(): void {
    this.#stop.abort();
    const closeBoth = ({ stdout, stderr }: Outputs): void => {
      stdout.close();
      stderr.close();
    };
    this.#opening?.then(closeBoth, () => {});
    this.#opening = undefined;
  }
}

/** stdout's scheme counts for both streams, as in containerd. */
async function openOutputs(stdio: Stdio, signal: AbortSignal): Promise<Outputs> {
  const target = parseTarget(stdio.stdout);
  switch (target.scheme) {
    case "fifo": {
      const stdout = await openPath(target.path, signal);
      const stderr = await openPath(stdio.stderr, signal).catch((error) => {
        stdout.close();
        throw error;
      });
      return { stdout, stderr };
    }
    case "file":
      return openFileSinks(target);
    default:
      throw invalidArgument(`unknown STDIO scheme ${target.scheme}`);
  }
}

async function openPath(path: string, signal: AbortSignal): Promise<Sink> {
  if (path === "") {
    return nullSink;
  }
  try {
    return statSync(path).isFIFO() ? await openFifoSink(path, signal) : openAppendSink(path);
  } catch (cause) {
    throw new Error(`containerd-shim: opening ${JSON.stringify(path)} failed`, { cause });
  }
}
