// The streams of a container's task, over FIFOs: its output goes to its log and to whoever is attached, and what they type goes to its
// input. Source: containerd internal/cri/io/container_io.go.
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Stdio } from "../../core/task.ts";
import { errnoOf } from "../../errors/index.ts";
import { makeFifo, openFifoReader, openFifoWriter } from "../../linux/fifo.ts";
import type { Sink } from "../../process-io/io.ts";
import { drain, feed, WatchedFd } from "../../process-io/pump.ts";
import { LineWriter, LogFile, type StreamName } from "./log-file.ts";

export interface StreamOptions {
  /** Directory of the FIFOs. */
  readonly directory: string;
  readonly hasStdin: boolean;
  readonly terminal: boolean;
  /** Empty: the output is not logged. */
  readonly logPath: string;
  readonly maxLineBytes: number;
  /** The container's task exists: an earlier daemon made the FIFOs, and the shim holds them open. */
  readonly isResumed?: boolean;
}

/** Whom output goes to beside the log. */
export interface Attached {
  readonly stdout?: Sink | undefined;
  readonly stderr?: Sink | undefined;
}

export class ContainerStreams implements Disposable {
  readonly stdio: Stdio;
  readonly terminal: boolean;
  /** Resolves when both outputs have ended. */
  readonly drained: Promise<void>;
  readonly #options: StreamOptions;
  readonly #log: LogFile | undefined;
  readonly #attached = new Set<Attached>();
  readonly #open: WatchedFd[] = [];
  /** Of the streams that have not ended. */
  readonly #lines = new Set<LineWriter>();
  readonly #stop = new AbortController();

  constructor(options: StreamOptions) {
    this.#options = options;
    this.terminal = options.terminal;
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    const { terminal, hasStdin } = options;
    this.stdio = {
      stdin: this.#fifo("stdin", hasStdin),
      stdout: this.#fifo("stdout", true),
      stderr: this.#fifo("stderr", !terminal),
      terminal,
    };
    this.#log = options.logPath === "" ? undefined : new LogFile(options.logPath);
    this.drained = this.#drainAll();
  }

  /** Sends output from now on to `attached`, until the given function is called. */
  attach(attached: Attached): () => void {
    this.#attached.add(attached);
    return () => this.#attached.delete(attached);
  }

  /** Writes to the container's input until `source` ends. A process that does not read any more ends it too. */
  async feedStdin(source: AsyncIterable<Uint8Array>): Promise<void> {
    if (this.stdio.stdin === "") {
      return;
    }
    using fifo = new WatchedFd(await openFifoWriter(this.stdio.stdin, this.#stop.signal));
    this.#open.push(fifo);
    for await (const bytes of source) {
      try {
        await feed(fifo, bytes);
      } catch (error) {
        if (errnoOf(error) === "EPIPE") {
          return;
        }
        throw error;
      }
    }
  }

  reopenLog(): void {
    this.#log?.reopen();
  }

  /** Leaves the streams to the next daemon. What has come of a line that is not whole yet is logged as a part of it. */
  leave(): void {
    this.#stop.abort();
    for (const fd of this.#open) {
      fd[Symbol.dispose]();
    }
    for (const lines of this.#lines) {
      lines.end();
    }
    this.#lines.clear();
    this.#log?.[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.leave();
    rmSync(this.#options.directory, { recursive: true, force: true });
  }

  #fifo(name: string, isWanted: boolean): string {
    if (!isWanted) {
      return "";
    }
    const path = join(this.#options.directory, name);
    if (this.#options.isResumed !== true) {
      rmSync(path, { force: true });
      makeFifo(path, 0o700);
    }
    return path;
  }

  async #drainAll(): Promise<void> {
    await Promise.all([this.#drain("stdout"), this.#drain("stderr")]);
  }

  async #drain(stream: StreamName): Promise<void> {
    const path = this.stdio[stream];
    const { isResumed = false, maxLineBytes } = this.#options;
    if (path === "" || (isResumed && !existsSync(path))) {
      return;
    }
    const fd = new WatchedFd(openFifoReader(path));
    this.#open.push(fd);
    const lines = this.#log && new LineWriter(this.#log, stream, maxLineBytes);
    if (lines !== undefined) {
      this.#lines.add(lines);
    }
    const write = async (bytes: Uint8Array): Promise<void> => {
      lines?.write(bytes);
      await Promise.all([...this.#attached].map((attached) => attached[stream]?.(bytes)));
    };
    await drain(fd, write, { isResumed });
    if (lines !== undefined && this.#lines.delete(lines)) {
      lines.end();
    }
    fd[Symbol.dispose]();
  }
}
