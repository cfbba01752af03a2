// What a container's init and its execs have in common: a pid to watch, streams, a state and an exit.
import { join } from "node:path";
import type { Context } from "../../context/index.ts";
import { now, type Timestamp } from "../../core/time.ts";
import { errnoOf, notFound } from "../../errors/index.ts";
import { signalProcess } from "../../linux/process.ts";
import { openStreams, type Stdio, type StreamOwner, type Streams } from "../io/streams.ts";
import { type Launch, readPidFile } from "../runc/runc.ts";
import type { Reaper } from "./reaper.ts";
import { Lifecycle, type State } from "./state.ts";

export interface Exit {
  readonly status: number;
  /** Null for an exec that never started. */
  readonly at: Timestamp | null;
}

/** How a process is launched: files of the bundle. */
export interface LaunchPlan {
  readonly pidFile: string;
  readonly log: string;
  readonly run: (launch: Launch) => Promise<void>;
  /** Undoes `run` when what follows it fails. */
  readonly undo: () => Promise<void>;
}

export class Process {
  readonly id: string;
  readonly stdio: Stdio;
  readonly lifecycle: Lifecycle;
  pid = 0;
  exit: Exit | undefined;
  readonly #owner: StreamOwner;
  protected readonly reaper: Reaper;
  #exited = Promise.withResolvers<Exit>();
  #streams: Streams | undefined;
  #isStdinClosed = false;
  #isReaped = false;
  #hasFailedToStart = false;

  constructor(
    id: string,
    stdio: Stdio,
    refusals: ConstructorParameters<typeof Lifecycle>[0],
    owner: StreamOwner,
    reaper: Reaper,
  ) {
    this.id = id;
    this.stdio = stdio;
    this.lifecycle = new Lifecycle(refusals);
    this.#owner = owner;
    this.reaper = reaper;
  }

  get state(): State {
    return this.lifecycle.state;
  }

  get bundle(): string {
    return this.#owner.bundle;
  }

  /** Resolves when the process has ended. */
  get exited(): Promise<Exit> {
    return this.#exited.promise;
  }

  /** Starts the process with its streams. `onExit` is called once, never before this has been answered or has thrown. */
  async launch(ctx: Context, plan: LaunchPlan, onExit: (status: number) => void): Promise<void> {
    this.#expectExit();
    const streams = await openStreams(this.stdio, this.#owner).catch((cause) => {
      throw new Error("failed to create init process I/O", { cause });
    });
    this.#streams = streams;
    try {
      await this.reaper.launch(async () => {
        await this.#spawn(streams, plan);
        await orUndo(plan, "failed to watch the process", async () => this.#watch(plan.pidFile, onExit));
      });
      if (this.#isStdinClosed) {
        streams.closeStdin();
      }
      await orUndo(plan, "failed to start io pipe copy", () => streams.begin(ctx));
    } catch (error) {
      await this.forgetLaunch();
      throw error;
    }
  }

  /** What was launched is not this process any more: another attempt may follow. */
  protected async forgetLaunch(): Promise<void> {
    this.pid = 0;
    await this.closeStreams();
  }

  /** Who waited for a start that failed was answered; who waits from now on waits for this one. */
  #expectExit(): void {
    if (this.#hasFailedToStart) {
      this.#hasFailedToStart = false;
      this.#exited = Promise.withResolvers();
    }
  }

  #watch(pidFile: string, onExit: (status: number) => void): void {
    const pid = readPidFile(pidFile);
    this.pid = pid;
    this.#isReaped = false;
    this.reaper.watch(pid, (status) => {
      // What a failed start left behind may end during the next one.
      this.#isReaped ||= this.pid === pid;
      onExit(status);
    });
  }

  /** Never a stranger: from the moment that its status was taken the kernel may give its pid to another. */
  signal(signal: number): void {
    if (this.#isReaped || this.pid === 0) {
      throw notFound("process already finished");
    }
    try {
      signalProcess(this.pid, signal);
    } catch (error) {
      throw errnoOf(error) === "ESRCH" ? notFound("process already finished") : error;
    }
  }

  async #spawn(streams: Streams, plan: LaunchPlan): Promise<void> {
    try {
      await plan.run({
        log: plan.log,
        pidFile: plan.pidFile,
        cwd: this.bundle,
        stdio: streams.childStdio,
        consoleSocket: streams.consoleSocket,
      });
    } finally {
      streams.release();
    }
  }

  async openStdin(): Promise<void> {
    await this.#streams?.openStdin().catch((cause) => {
      throw new Error("failed to open stdin", { cause });
    });
  }

  /** A file of this process in the bundle. */
  file(name: string): string {
    return join(this.bundle, name);
  }

  setExited(status: number): Exit {
    const exit = { status, at: now() };
    this.exit = exit;
    this.#streams?.end();
    if (this.state !== "deleted") {
      this.lifecycle.become("stopped");
    }
    this.#exited.resolve(exit);
    return exit;
  }

  /** It will never run, so nobody shall wait for it. */
  setNeverStarted(): void {
    this.#hasFailedToStart = true;
    this.#exited.resolve({ status: 0, at: null });
  }

  resize(columns: number, rows: number): void {
    this.lifecycle.require("resize");
    this.#streams?.resize(columns, rows);
  }

  closeStdin(): void {
    this.#isStdinClosed = true;
    this.#streams?.closeStdin();
  }

  /** Resolves when all output has gone out, which takes at most as long as the streams may drain. */
  async drained(): Promise<void> {
    await this.#streams?.drained;
  }

  async closeStreams(): Promise<void> {
    const streams = this.#streams;
    this.#streams = undefined;
    await streams?.close();
  }
}

async function orUndo(plan: LaunchPlan, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    await plan.undo();
    throw new Error(what, { cause });
  }
}
