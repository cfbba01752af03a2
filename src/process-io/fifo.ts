// The streams of a process over named pipes. They are made, and their read ends opened, before the process is created, because
// a shim that opens a write end waits until somebody reads. Source: containerd pkg/cio/io_unix.go.
import { mkdirSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Stdio } from "../core/task.ts";
import { errnoOf } from "../errors/index.ts";
import { setPipeSize } from "../linux/fd.ts";
import { makeFifo, openFifoReader, openFifoWriter } from "../linux/fifo.ts";
import { listIfPresent } from "../linux/optional-file.ts";
import type { IoFactory, ProcessIo, Sink } from "./io.ts";
import { drain, feed, WatchedFd } from "./pump.ts";

/** What a process's streams are connected to. */
export interface Streams {
  /** Its input. Absent: the process reads the end of it at once. */
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  /** Takes its output. Absent: the output is dropped. */
  readonly stdout?: Sink | undefined;
  /** Takes its error output. Absent: it is dropped. Unused with a terminal, which has one output. */
  readonly stderr?: Sink | undefined;
  /** Whether the process gets a terminal. Default false. */
  readonly terminal?: boolean | undefined;
  /** Directory in which the FIFOs are made. Default: `fifo` in the directory of `IoPlace`. */
  readonly directory?: string | undefined;
}

/** How the directory of a process's FIFOs is named. `removeFifos` knows it by that, whoever made it. */
const directoryPrefix = "io-";

/** Connects a new process to streams of this one, through FIFOs: `streamIo({ stdout: (bytes) => … })`. */
export function streamIo(streams: Streams): IoFactory {
  return async ({ id, directory }) => {
    const base = resolve(streams.directory ?? join(directory, "fifo"));
    // Without a wait: a thread of the pool would take longer to begin than this takes.
    mkdirSync(base, { recursive: true, mode: 0o700 });
    const own = mkdtempSync(join(base, directoryPrefix));
    const path = (name: string, isWanted: boolean): string => (isWanted ? join(own, `${id}-${name}`) : "");
    const terminal = streams.terminal ?? false;
    const stdio: Stdio = {
      stdin: path("stdin", streams.stdin !== undefined),
      // Both outputs are made even when one is dropped: the shim of containerd 1.x fails when it has one of them only.
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

/** Connects to the streams of a process that exists already, through the FIFOs that it has. */
export function attachIo(stdio: Stdio, streams: Streams): ProcessIo {
  return new FifoIo(stdio, streams, undefined);
}

/** Removes the FIFOs of a process that was deleted, whoever made them. FIFOs in other directories than ours stay. */
export async function removeFifos(stdio: Stdio): Promise<void> {
  const fifo = [stdio.stdin, stdio.stdout, stdio.stderr].find((path) => path.startsWith("/"));
  const directory = fifo === undefined ? "" : dirname(fifo);
  // The form of the names that mkdtemp makes with our prefix.
  if (/\/io-\w{6}$/.test(directory)) {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Ids of the processes whose FIFOs are still there, of those that `streamIo` made in this directory of `IoPlace`, and where they are. */
export async function fifosLeftIn(directory: string): Promise<ReadonlyMap<string, string>> {
  const left = new Map<string, string>();
  const base = join(directory, "fifo");
  for (const own of (await listIfPresent(base)) ?? []) {
    for (const fifo of (await listIfPresent(join(base, own))) ?? []) {
      left.set(fifo.replace(/-(?:stdin|stdout|stderr)$/, ""), join(base, own));
    }
  }
  return left;
}

/** Bytes that a pipe holds: more than the kernel's default, so that fast output needs fewer reads. */
const pipeSize = 1 << 20;

const discard: Sink = () => {};

/** The streams of one process over FIFOs. */
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
    // A failure that nobody waits for is no unhandled rejection.
    this.drained.catch(() => {});
  }

  connect(closeStdin: () => Promise<void>): void {
    const { stdin } = this.#streams;
    if (stdin !== undefined && this.stdio.stdin.startsWith("/")) {
      // The process may end before its input does. That is no failure.
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

  /** Reads an output to its end. */
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

  /** Passes the input on, until it ends or the process reads no more. */
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

/** Writes all of `bytes`. False when the process reads no more. */
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
