// One attempt to start a process: what runc was asked for, and the process that came of it.
import { errnoOf, notFound } from "../../errors/index.ts";
import { signalProcess } from "../../linux/process.ts";
import type { Streams } from "../io/streams.ts";
import type { Reaper } from "../reaper.ts";
import { type ProcessFlags, readPidFile } from "../runc/runc.ts";

/** How a process is started. Files are those of the bundle. */
export interface LaunchPlan {
  readonly pidFile: string;
  readonly log: string;
  /** Runs the command of runc that makes the process. */
  readonly run: (flags: ProcessFlags) => Promise<void>;
  /** Ends the process, when a later step of the start fails. */
  readonly undo: () => Promise<void>;
}

/** `starting`: runc has not told the pid. `reaped`: the status was taken, and the kernel may give the pid to another. */
type LaunchState = "starting" | "alive" | "reaped";

export class Launch {
  readonly streams: Streams;
  #state: LaunchState = "starting";
  #pid = 0;

  constructor(streams: Streams) {
    this.streams = streams;
  }

  /** 0 until runc has told it. */
  get pid(): number {
    return this.#pid;
  }

  get isReaped(): boolean {
    return this.#state === "reaped";
  }

  /** Runs runc with the process's ends of the streams, which are closed here when runc has ended, whether it failed or not. */
  async run(plan: LaunchPlan, cwd: string): Promise<void> {
    const { streams } = this;
    try {
      await plan.run({
        log: plan.log,
        pidFile: plan.pidFile,
        cwd,
        stdio: streams.childStdio,
        consoleSocket: streams.consoleSocket,
      });
    } finally {
      streams.release();
    }
  }

  /** Watches the process that runc has made. `onReaped` is called once, with its status. */
  watch(pidFile: string, reaper: Reaper, onReaped: (status: number) => void): void {
    this.#pid = readPidFile(pidFile);
    this.#state = "alive";
    reaper.watch(this.#pid, (status) => {
      this.#state = "reaped";
      onReaped(status);
    });
  }

  /** Not found when there is no process, or when it has been reaped: a signal must never reach a stranger. */
  signal(signal: number): void {
    if (this.#state !== "alive") {
      throw notFound("process already finished");
    }
    try {
      signalProcess(this.#pid, signal);
    } catch (error) {
      throw errnoOf(error) === "ESRCH" ? notFound("process already finished") : error;
    }
  }
}
