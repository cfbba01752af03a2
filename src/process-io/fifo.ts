// A process's streams over named pipes. The client makes them and opens its read ends before the process is created: the
// shim's open of a write end waits for that. Source: containerd pkg/cio/io_unix.go.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Stdio } from "../core/task.ts";
import { errnoOf } from "../errors/index.ts";
import { setPipeSize } from "../linux/fd.ts";
import { makeFifo, openFifoReader, openFifoWriter } from "../linux/fifo.ts";
import type { IoFactory, ProcessIo, Sink } from "./io.ts";
import { drain, feed, WatchedFd } from "./pump.ts";

/** The ends of a process's streams that are on this side. */
export interface Streams {
  /** Absent: the process reads the end at once. */
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  /** Absent: dropped. */
  readonly stdout?: Sink | undefined;
  /** Unused with a terminal, which has one output. */
  readonly stderr?: Sink | undefined;
  readonly terminal?: boolean | undefined;
  /** Where the FIFOs are made. Default: `fifo` beside the daemon's socket. */
  readonly directory?: string | undefined;
}

/** By it whoever deletes a task of another client knows a directory of FIFOs. */
const directoryPrefix = "io-";

/** Streams of this process: `streamIo({ stdout: (bytes) => … })`. */
export function streamIo(streams: Streams): IoFactory {
  return async ({ id, directory }) => {
    const base = resolve(streams.directory ?? join(directory, "fifo"));
    await mkdir(base, { recursive: true, mode: 0o700 });
    const own = await mkdtemp(join(base, directoryPrefix));
    const path = (name: string, isWanted: boolean): string => (isWanted ? join(own, `${id}-${name}`) : "");
    const terminal = streams.terminal ?? false;
    const stdio: Stdio = {
      stdin: path("stdin", streams.stdin !== undefined),
      // Both outputs or none: the shim of containerd 1.x opens what it is not given, and fails.
      stdout: path("stdout", true),
      stderr: path("stderr", !terminal),
      terminal,
    };
    for (const fifo of [stdio.stdin, stdio.stdout, stdio.stderr].filter((name) => name !== "")) {
      makeFifo(fifo, 0o700);
    }
    return new FifoIo(stdio, streams, own);
  };
}

/** Streams of a process that somebody else started: opens the FIFOs that it has. */
export function attachIo(stdio: Stdio, streams: Streams): ProcessIo {
  return new FifoIo(stdio, streams, undefined);
}

/** Removes the FIFOs of a process that is deleted, whoever made them. */
export async function removeFifos(stdio: Stdio): Promise<void> {
  const fifo = [stdio.stdin, stdio.stdout, stdio.stderr].find((path) => path.startsWith("/"));
  const directory = fifo === undefined ? "" : dirname(fifo);
  // As mkdtemp names them: a FIFO of somebody else's stays.
  if (/\/io-\w{6}$/.test(directory)) {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Fewer, larger reads of a process that writes much. */
const pipeSize = 1 << 20;

const discard: Sink = () => {};

class FifoIo implements ProcessIo {
  readonly stdio: Stdio;
  readonly drained: Promise<void>;
  readonly #streams: Streams;
  readonly #directory: string | undefined;
  readonly #outputs: WatchedFd[] = [];
  readonly #stop = new AbortController();

  constructor(stdio: Stdio, streams: Streams, directory: string | undefined) {
    this.stdio = stdio;
    this.#streams = streams;
    this.#directory = directory;
    const outputs = [this.#open(stdio.stdout, streams.stdout), this.#open(stdio.stderr, streams.stderr)];
    this.drained = Promise.all(outputs).then(() => {});
    // Whoever waits sees the failure; nobody has to.
    this.drained.catch(() => {});
  }

  connect(closeStdin: () => Promise<void>): void {
    const { stdin } = this.#streams;
    if (stdin !== undefined && this.stdio.stdin.startsWith("/")) {
      // The process may be gone before its input is: that is no failure of anything.
      this.#copyStdin(stdin, closeStdin).catch(() => {});
    }
  }

  leave(): void {
    this.#stop.abort();
    for (const output of this.#outputs) {
      output[Symbol.dispose]();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.leave();
    if (this.#directory !== undefined) {
      await rm(this.#directory, { recursive: true, force: true });
    }
  }

  async #open(path: string, sink: Sink | undefined): Promise<void> {
    if (!path.startsWith("/")) {
      return;
    }
    const fd = openFifoReader(path);
    setPipeSize(fd, pipeSize);
    using output = new WatchedFd(fd);
    this.#outputs.push(output);
    await drain(output, sink ?? discard);
  }

  async #copyStdin(source: AsyncIterable<Uint8Array>, closeStdin: () => Promise<void>): Promise<void> {
    const { signal } = this.#stop;
    {
      using fifo = new WatchedFd(await openFifoWriter(this.stdio.stdin, signal));
      signal.addEventListener("abort", () => fifo[Symbol.dispose](), { once: true });
      for await (const bytes of source) {
        if (fifo.isClosed || !(await delivered(fifo, bytes))) {
          return;
        }
      }
    }
    if (!signal.aborted) {
      await closeStdin();
    }
  }
}

/** False when the process does not read any more. */
async function delivered(fifo: WatchedFd, bytes: Uint8Array): Promise<boolean> {
  try {
    await feed(fifo, bytes);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EPIPE") {
      return false;
    }
    throw error;
  }
}
