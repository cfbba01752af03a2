// What a container's init and its execs have in common: a way to be started, streams, a state and an exit.
import { join } from "node:path";
import type { Context } from "../../context/index.ts";
import { now, type Timestamp } from "../../core/time.ts";
import { notFound } from "../../errors/index.ts";
import type { LoggedOutput } from "../io/cri.ts";
import { openStreams, type Stdio, type StreamOwner, type Streams } from "../io/streams.ts";
import type { Reaper } from "../reaper.ts";
import { EventGate } from "./event-gate.ts";
import { Launch, type LaunchPlan } from "./launch.ts";
import { Lifecycle, type Refusals, type State } from "./state.ts";

export interface ProcessExit {
  readonly status: number;
  /** Null for a process that never ran. */
  readonly at: Timestamp | null;
}

export interface ProcessParts {
  readonly id: string;
  readonly stdio: Stdio;
  readonly owner: StreamOwner;
  readonly reaper: Reaper;
}

/** Who is told of a process's end, once for each successful start. */
export interface ExitListener {
  /** Called at once: from here on the process has no pid. */
  readonly reaped?: () => void;
  /** Called through the process's gate, so after Create or Start was told. */
  readonly exited: (status: number) => void;
}

export class Process {
  readonly id: string;
  readonly stdio: Stdio;
  readonly lifecycle: Lifecycle;
  /** Orders the process's events after those of the calls that cause them. */
  readonly gate = new EventGate();
  readonly #owner: StreamOwner;
  readonly #reaper: Reaper;
  /** The start that is under way or has succeeded; undefined before the first one and after one that failed. */
  #launch: Launch | undefined;
  #exit: ProcessExit | undefined;
  #ended = Promise.withResolvers<ProcessExit>();
  #hasFailedToStart = false;
  #isStdinClosed = false;

  constructor({ id, stdio, owner, reaper }: ProcessParts, refusals: Refusals) {
    this.id = id;
    this.stdio = stdio;
    this.lifecycle = new Lifecycle(refusals);
    this.#owner = owner;
    this.#reaper = reaper;
  }

  get state(): State {
    return this.lifecycle.state;
  }

  get bundle(): string {
    return this.#owner.bundle;
  }

  /** 0 as long as there is no process. */
  get pid(): number {
    return this.#launch?.pid ?? 0;
  }

  /** Whether the process has ended, perhaps before anybody was told of it. */
  get isReaped(): boolean {
    return this.#launch?.isReaped ?? false;
  }

  /** Undefined until the exit has been told. */
  get exit(): ProcessExit | undefined {
    return this.#exit;
  }

  /** Resolves when the exit is told. */
  get exited(): Promise<ProcessExit> {
    return this.#ended.promise;
  }

  /** Starts the process with its streams. When that fails nothing of it is left, and it may be tried again. */
  protected async launch(ctx: Context, plan: LaunchPlan, listener: ExitListener): Promise<void> {
    this.#expectExit();
    const launch = new Launch(await this.#openStreams());
    this.#launch = launch;
    try {
      await this.#reaper.launch(async () => {
        await launch.run(plan, this.bundle);
        await orUndo(plan, "failed to watch the process", async () => {
          launch.watch(plan.pidFile, this.#reaper, (status) => this.#onReaped(launch, status, listener));
        });
      });
      if (this.#isStdinClosed) {
        launch.streams.closeStdin();
      }
      await orUndo(plan, "failed to start io pipe copy", () => launch.streams.begin(ctx));
    } catch (error) {
      await this.forgetLaunch();
      throw error;
    }
  }

  /** A Wait that came before a start failed was answered then. One that comes now waits for the new attempt. */
  #expectExit(): void {
    if (this.#hasFailedToStart) {
      this.#hasFailedToStart = false;
      this.#ended = Promise.withResolvers();
    }
  }

  async #openStreams(): Promise<Streams> {
    try {
      return await openStreams(this.stdio, this.#owner);
    } catch (cause) {
      throw new Error("failed to create init process I/O", { cause });
    }
  }

  /** The process of a start that failed is nobody's exit: another start may have been made since. */
  #onReaped(launch: Launch, status: number, listener: ExitListener): void {
    if (this.#launch === launch) {
      listener.reaped?.();
    }
    this.gate.afterCalls(() => {
      if (this.#launch === launch) {
        listener.exited(status);
      }
    });
  }

  /** Lets go of a start that failed, so that another one may follow. */
  protected async forgetLaunch(): Promise<void> {
    const launch = this.#launch;
    this.#launch = undefined;
    await launch?.streams.close();
  }

  /** Not found when there is no process any more, or not yet. */
  signal(signal: number): void {
    if (this.#launch === undefined) {
      throw notFound("process already finished");
    }
    this.#launch.signal(signal);
  }

  protected async openStdin(): Promise<void> {
    await this.#launch?.streams.openStdin().catch((cause) => {
      throw new Error("failed to open stdin", { cause });
    });
  }

  /** The path of a file of this process in the bundle. */
  file(name: string): string {
    return join(this.bundle, name);
  }

  /** Records the end of the process and answers those who wait for it. What it has written still goes out. */
  markExited(status: number): ProcessExit {
    const exit = { status, at: now() };
    this.#exit = exit;
    this.#launch?.streams.end();
    if (this.state !== "deleted") {
      this.lifecycle.become("stopped");
    }
    this.#ended.resolve(exit);
    return exit;
  }

  /** Answers those who wait for a process that failed to start or was deleted before it ran. */
  protected markNeverRan(): void {
    this.#hasFailedToStart = true;
    this.#ended.resolve({ status: 0, at: null });
  }

  resize(columns: number, rows: number): void {
    this.lifecycle.require("resize");
    this.#launch?.streams.resize(columns, rows);
  }

  /** May come before the start: then the process reads the end of its input at once. */
  closeStdin(): void {
    this.#isStdinClosed = true;
    this.#launch?.streams.closeStdin();
  }

  /** The output, where it is logged for CRI. */
  get logged(): LoggedOutput | undefined {
    return this.#launch?.streams.logged;
  }

  /** Resolves when all output has gone out, which takes at most as long as the streams may drain. */
  async drained(): Promise<void> {
    await this.#launch?.streams.drained;
  }

  protected async closeStreams(): Promise<void> {
    await this.#launch?.streams.close();
  }
}

async function orUndo(plan: LaunchPlan, what: string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (cause) {
    await plan.undo();
    throw new Error(what, { cause });
  }
}
