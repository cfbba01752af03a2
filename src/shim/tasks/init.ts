// A container's init process: what runc creates, starts, pauses and deletes.
import { rm, writeFile } from "node:fs/promises";
import type { Context } from "../../context/index.ts";
import { Limiter } from "../../context/limiter.ts";
import { notFound } from "../../errors/index.ts";
import type { Options } from "../../rpc/gen/runc.ts";
import { report } from "../report.ts";
import type { CheckpointFlags } from "../runc/checkpoint.ts";
import { isUnknownToRunc, killError, RuncError, runtimeError } from "../runc/errors.ts";
import type { ProcessFlags, Runc } from "../runc/runc.ts";
import { checkpointInit } from "./checkpoint.ts";
import type { LaunchPlan } from "./launch.ts";
import { type ExitListener, Process, type ProcessParts } from "./process.ts";
import { unmountRootfs } from "./rootfs.ts";
import type { SpecFacts } from "./spec.ts";
import { initRefusals } from "./state.ts";

const signalKill = 9;
const undoTimeout = 30_000;

/** Directories of a checkpoint to restore from, or empty. */
export interface Restore {
  readonly checkpoint: string;
  readonly parentCheckpoint: string;
}

export interface InitParts extends ProcessParts {
  readonly runc: Runc;
  readonly options: Options;
  readonly spec: SpecFacts;
  readonly restore: Restore;
}

export class InitProcess extends Process {
  readonly runc: Runc;
  /** The log that runc writes for this container. */
  readonly log: string;
  readonly #options: Options;
  readonly #spec: SpecFacts;
  readonly #restore: Restore;
  /** Calls about one container take turns, as in containerd's shim. */
  readonly #mutex = new Limiter(1);

  constructor(parts: InitParts) {
    super(parts, initRefusals);
    this.runc = parts.runc;
    this.log = this.file("log.json");
    this.#options = parts.options;
    this.#spec = parts.spec;
    this.#restore = parts.restore;
  }

  /** Whether Start restores it from a checkpoint: until then there is no process. */
  get isRestored(): boolean {
    return this.#restore.checkpoint !== "";
  }

  create(ctx: Context, listener: ExitListener): Promise<void> {
    return this.#mutex.run(async () => {
      if (this.isRestored) {
        return;
      }
      const { noPivotRoot: noPivot, noNewKeyring } = this.#options;
      const run = (flags: ProcessFlags): Promise<void> =>
        this.runc.create(ctx, this.id, this.bundle, { ...flags, noPivot, noNewKeyring });
      await this.launch(ctx, this.#plan("OCI runtime create failed", run), listener);
    });
  }

  start(ctx: Context, listener: ExitListener): Promise<void> {
    return this.#mutex.run(async () => {
      this.lifecycle.require("start");
      if (this.isRestored) {
        await this.#restoreProcess(ctx, listener);
        await this.openStdin();
      } else {
        await this.openStdin();
        await this.#startCreated(ctx);
      }
      this.lifecycle.become("running");
    });
  }

  async #startCreated(ctx: Context): Promise<void> {
    try {
      await this.runc.start(ctx, this.id, this.pid, this.#spec, this.log);
    } catch (error) {
      throw runtimeError("OCI runtime start failed", error);
    }
  }

  async #restoreProcess(ctx: Context, listener: ExitListener): Promise<void> {
    const restore = {
      noPivot: this.#options.noPivotRoot,
      noNewKeyring: this.#options.noNewKeyring,
      imagePath: this.#restore.checkpoint,
      workPath: this.#options.criuWorkPath || this.file("work"),
      parentPath: this.#restore.parentCheckpoint,
    };
    const run = (flags: ProcessFlags): Promise<void> =>
      this.runc.restore(ctx, this.id, this.bundle, { ...flags, ...restore });
    await this.launch(ctx, this.#plan("OCI runtime restore failed", run), listener);
  }

  /** `failure` is how containerd's shim begins the message when `run` fails. */
  #plan(failure: string, run: LaunchPlan["run"]): LaunchPlan {
    return {
      pidFile: this.file("init.pid"),
      log: this.log,
      run: (flags) => run(flags).catch((error) => this.#failLaunch(failure, error)),
      undo: () => this.#removeLeftovers(),
    };
  }

  async #failLaunch(failure: string, error: unknown): Promise<never> {
    const hasCleanedUp = error instanceof RuncError && error.said !== undefined;
    if (!hasCleanedUp) {
      // runc was killed or crashed: it cleans up only after failures that it knows of.
      await this.#removeLeftovers();
    }
    const problem = await this.runc.oldVersionProblem().catch(() => undefined);
    throw runtimeError(problem === undefined ? failure : `${failure} (${problem})`, error);
  }

  async #removeLeftovers(): Promise<void> {
    const ctx = { signal: AbortSignal.timeout(undoTimeout) };
    await this.runc
      .delete(ctx, this.id, true, this.log)
      .catch((error) => report("warn", `failed to remove ${this.id}`, error));
  }

  pause(ctx: Context): Promise<void> {
    return this.#mutex.run(async () => {
      this.lifecycle.require("pause");
      this.lifecycle.become("pausing");
      try {
        await this.runc.pause(ctx, this.id, this.log);
        this.lifecycle.become("paused");
      } catch (error) {
        if (this.state === "pausing") {
          this.lifecycle.become("running");
        }
        throw runtimeError("OCI runtime pause failed", error);
      }
    });
  }

  resume(ctx: Context): Promise<void> {
    return this.#mutex.run(async () => {
      this.lifecycle.require("resume");
      try {
        await this.runc.resume(ctx, this.id, this.log);
      } catch (error) {
        throw runtimeError("OCI runtime resume failed", error);
      }
      this.lifecycle.become("running");
    });
  }

  kill(ctx: Context, signal: number, all: boolean): Promise<void> {
    return this.#mutex.run(async () => {
      this.lifecycle.require("kill");
      if (this.state === "stopped" && !all) {
        throw notFound("process already finished");
      }
      if ((!all || signal === signalKill) && (await this.#isSignalEnough())) {
        this.signal(signal);
        return;
      }
      try {
        await this.runc.kill(ctx, this.id, signal, all, this.log);
      } catch (error) {
        throw killError(error);
      }
    });
  }

  /**
   * Whether `runc kill`, which takes 5 ms, would do nothing but send the signal: so it is for an init that runs and takes
   * its whole pid namespace with it. SIGKILL then reaches all processes by it, as `--all` demands.
   */
  async #isSignalEnough(): Promise<boolean> {
    return this.state === "running" && this.#spec.ownsPidNamespace && (await this.runc.mayBypass());
  }

  /**
   * Kills what the init has left behind in a container without a pid namespace of its own. This and `thaw` are parts of the
   * exit. A Delete that has its turn may be waiting for the exit, so they must not wait for a turn.
   */
  async killAll(ctx: Context): Promise<void> {
    try {
      await this.runc.kill(ctx, this.id, signalKill, true, this.log);
    } catch (error) {
      throw runtimeError("OCI runtime killall failed", error);
    }
  }

  /** Lets the other processes of a paused container end, which a frozen cgroup would not. */
  async thaw(ctx: Context): Promise<void> {
    await this.runc.resume(ctx, this.id, this.log);
  }

  /** `resources` is an OCI LinuxResources as JSON, which runc checks. */
  update(ctx: Context, resources: Uint8Array): Promise<void> {
    return this.#mutex.run(async () => {
      this.lifecycle.require("update");
      const file = this.file("resources.json");
      await writeFile(file, resources, { mode: 0o600 });
      try {
        await this.runc.update(ctx, this.id, file, this.log);
      } finally {
        await rm(file, { force: true });
      }
    });
  }

  checkpoint(ctx: Context, flags: CheckpointFlags): Promise<void> {
    return this.#mutex.run(async () => {
      this.lifecycle.require("checkpoint");
      await checkpointInit(ctx, this, flags);
    });
  }

  delete(ctx: Context): Promise<void> {
    return this.#mutex.run(async () => {
      this.lifecycle.require("delete");
      if (this.state === "stopped") {
        await this.drained();
      }
      await this.#remove(ctx);
      if (this.pid !== 0) {
        // The deletion kills an init that was created and never started: its exit is told first.
        await this.exited;
      }
      await this.closeStreams();
      await unmountRootfs(this.bundle).catch((cause) => {
        throw new Error("failed rootfs umount", { cause });
      });
      this.lifecycle.become("deleted");
      if (this.exit === undefined) {
        // A checkpoint that was never restored.
        this.markNeverRan();
      }
    });
  }

  /** What runc does not know is removed already: after a checkpoint it removes the container itself. */
  async #remove(ctx: Context): Promise<void> {
    try {
      if (this.state === "stopped") {
        await this.runc.deleteStopped(ctx, this.id, this.#spec, this.log);
      } else {
        await this.runc.delete(ctx, this.id, false, this.log);
      }
    } catch (error) {
      if (!isUnknownToRunc(error)) {
        throw runtimeError("failed to delete task", error);
      }
    }
  }
}
