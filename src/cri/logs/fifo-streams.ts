// The streams of a container whose shim knows FIFOs only: the daemon reads them and writes the log. While no daemon is there the
// container waits as soon as a FIFO is full.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Scoped } from "../../context/index.ts";
import type { Stdio } from "../../core/task.ts";
import type { StreamName } from "../../cri-log/entry-header.ts";
import { LogFile, type LogStream } from "../../cri-log/log-file.ts";
import { openFifoReader } from "../../linux/fifo.ts";
import { drain, WatchedFd } from "../../process-io/pump.ts";
import type { OpenTap, TapSinks } from "../../process-io/tap.ts";
import type { Cri } from "../cri.ts";
import type { ContainerRecord } from "../store/containers.ts";
import type { ContainerStreams } from "./container-streams.ts";
import { ContainerStdin } from "./stdin.ts";

export interface FifoOptions {
  /** The container's task exists: an earlier daemon made the FIFOs, and the shim holds them open. */
  readonly isResumed: boolean;
}

export class FifoStreams implements ContainerStreams {
  readonly stdio: Stdio;
  readonly #directory: string;
  readonly #isResumed: boolean;
  readonly #log: LogFile | undefined;
  readonly #stdin: ContainerStdin;
  readonly #attached = new Set<TapSinks>();
  readonly #outputs: WatchedFd[] = [];
  /** Of the streams that have not ended. */
  readonly #lines = new Set<LogStream>();
  readonly #drained: Promise<void>;
  #hasLeft = false;

  /** Failed precondition: the log cannot be opened. */
  constructor(cri: Cri, { id, logPath }: ContainerRecord, stdio: Stdio, { isResumed }: FifoOptions) {
    this.stdio = stdio;
    this.#directory = cri.containerState(id);
    this.#isResumed = isResumed;
    const maxLineBytes = cri.settings.maxLogLineBytes;
    const onLoss = (error: unknown): void =>
      cri.log.warn("output of a container is lost", { container: id, error });
    this.#log = logPath === "" ? undefined : LogFile.openNow(logPath, { maxLineBytes, onLoss });
    this.#stdin = new ContainerStdin(stdio.stdin);
    this.#drained = this.#drainAll();
    // A failure that nobody waits for is no unhandled rejection.
    this.#drained.catch(() => {});
  }

  drained(): Promise<void> {
    return this.#drained;
  }

  async attach(_ctx: Scoped, sinks: TapSinks): Promise<OpenTap> {
    this.#attached.add(sinks);
    const { promise: left, resolve } = Promise.withResolvers<void>();
    const leave = (): void => {
      this.#attached.delete(sinks);
      resolve();
    };
    return { drained: Promise.race([this.#drained, left]), leave };
  }

  feedStdin(source: AsyncIterable<Uint8Array>): Promise<void> {
    return this.#stdin.feed(source);
  }

  async reopenLog(): Promise<void> {
    await this.#log?.reopen();
  }

  /** What has come of a line that is not whole yet is logged as a part of it. */
  async leave(): Promise<void> {
    if (this.#hasLeft) {
      return;
    }
    this.#hasLeft = true;
    this.#stdin.leave();
    for (const output of this.#outputs) {
      output[Symbol.dispose]();
    }
    for (const lines of this.#lines) {
      lines.end();
    }
    this.#lines.clear();
    await this.#log?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #drainAll(): Promise<void> {
    await Promise.all([this.#drain("stdout"), this.#drain("stderr")]);
    await this.#log?.written();
  }

  async #drain(stream: StreamName): Promise<void> {
    const path = this.stdio[stream];
    const isResumed = this.#isResumed;
    if (path === "" || (isResumed && !existsSync(path))) {
      return;
    }
    using fd = new WatchedFd(openFifoReader(path));
    this.#outputs.push(fd);
    const lines = this.#log?.stream(stream);
    if (lines !== undefined) {
      this.#lines.add(lines);
    }
    await drain(fd, (bytes) => this.#take(stream, lines, bytes), { isResumed });
    if (lines !== undefined && this.#lines.delete(lines)) {
      lines.end();
    }
  }

  async #take(stream: StreamName, lines: LogStream | undefined, bytes: Uint8Array): Promise<void> {
    lines?.write(bytes);
    await Promise.all([...this.#attached].map((attached) => attached[stream]?.(bytes)));
    const log = this.#log;
    if (log?.isFull) {
      await new Promise<void>((resolve) => log.whenWritable(resolve));
    }
  }
}
