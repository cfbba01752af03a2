// The streams of a container whose shim writes the log: while no daemon is there, nothing is lost and nothing waits.
import { rm } from "node:fs/promises";
import type { Scoped } from "../../context/index.ts";
import { criLogUri } from "../../core/cri-log.ts";
import type { Stdio } from "../../core/task.ts";
import { type OpenTap, openTap, type TapSinks } from "../../process-io/tap.ts";
import type { Cri } from "../cri.ts";
import type { ContainerRecord } from "../store/containers.ts";
import type { ContainerStreams } from "./container-streams.ts";
import { ContainerStdin } from "./stdin.ts";

export class ShimStreams implements ContainerStreams {
  readonly stdio: Stdio;
  readonly #cri: Cri;
  readonly #id: string;
  readonly #directory: string;
  readonly #stdin: ContainerStdin;
  readonly #taps = new Set<OpenTap>();

  /** `stdin` is the path of the FIFO, or empty. */
  constructor(cri: Cri, { id, config, logPath }: ContainerRecord, stdin: string) {
    this.#cri = cri;
    this.#id = id;
    this.#directory = cri.containerState(id);
    this.#stdin = new ContainerStdin(stdin);
    const log = criLogUri({ path: logPath, maxLineBytes: cri.settings.maxLogLineBytes });
    this.stdio = { stdin, stdout: log, stderr: config.tty ? "" : log, terminal: config.tty };
  }

  /** A shim that was lost has nothing to log any more. */
  async drained(): Promise<void> {
    const ctx = { ...this.#cri.background, signal: this.#cri.closing };
    await this.#cri.tasks.runtime.drainOutput(ctx, this.#id).catch(() => {});
  }

  async attach(ctx: Scoped, sinks: TapSinks): Promise<OpenTap> {
    const { runtime } = this.#cri.tasks;
    const tap = await openTap(this.#directory, sinks, (fifos) => runtime.tapOutput(ctx, this.#id, fifos));
    this.#taps.add(tap);
    void tap.drained.catch(() => {}).then(() => this.#taps.delete(tap));
    return tap;
  }

  feedStdin(source: AsyncIterable<Uint8Array>): Promise<void> {
    return this.#stdin.feed(source);
  }

  reopenLog(ctx: Scoped): Promise<void> {
    return this.#cri.tasks.runtime.reopenLog(ctx, this.#id);
  }

  async leave(): Promise<void> {
    this.#stdin.leave();
    for (const tap of this.#taps) {
      tap.leave();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
