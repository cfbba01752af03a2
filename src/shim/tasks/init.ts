// A container's init process: what runc creates, starts, pauses and deletes.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { Context } from "../../context/index.ts";
import { errnoOf, notFound } from "../../errors/index.ts";
import type { Options } from "../../rpc/gen/runc.ts";
import type { Stdio, StreamOwner } from "../io/streams.ts";
import { report } from "../report.ts";
import { deleteQuickly } from "../runc/quick-delete.ts";
import { startQuickly } from "../runc/quick-start.ts";
import { type CheckpointFlags, type Runc, RuncError, runtimeError } from "../runc/runc.ts";
import { ageProblem, mayStandIn } from "../runc/runc-version.ts";
import { Mutex } from "./mutex.ts";
import { type LaunchPlan, Process } from "./process.ts";
import type { Reaper } from "./reaper.ts";
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

export class Init extends Process {
  readonly #runc: Runc;
  readonly #options: Options;
  readonly #spec: SpecFacts;
  readonly #restore: Restore;
  readonly #mutex = new Mutex();
  isPausing = false;

  constructor(
    id: string,
    stdio: Stdio,
    runc: Runc,
    options: Options,
    spec: SpecFacts,
    restore: Restore,
    owner: StreamOwner,
    reaper: Reaper,
  ) {
    super(id, stdio, initRefusals, owner, reaper);
    this.#runc = runc;
    this.#options = options;
    this.#spec = spec;
    this.#restore = restore;
  }

  get runc(): Runc {
    return this.#runc;
  }

  get log(): string {
    return this.file("log.json");
  }

  /** A checkpoint is restored by Start: until then there is no process. */
  create(ctx: Context, onExit: (status: number) => void): Promise<void> {
    return this.#mutex.run(async () => {
      if (this.#restore.checkpoint === "") {
        const { noPivotRoot: noPivot, noNewKeyring } = this.#options;
        await this.launch(
          ctx,
          this.#plan("OCI runtime create failed", (launch) => {
            const created = this.#runc.create(ctx, this.id, this.bundle, launch, { noPivot, noNewKeyring });
            // Asked for Start, while there is nothing to do but wait for runc.
            mayStandIn(this.#runc.settings, this.reaper).catch(() => {});
            return created;
          }),
          onExit,
        );
      }
    });
  }

  #plan(what: string, run: LaunchPlan["run"]): LaunchPlan {
    const undo = async (): Promise<void> => {
      const ctx = { signal: AbortSignal.timeout(undoTimeout) };
      await this.#runc
        .delete(ctx, this.id, true, this.log)
        .catch((error) => report("warn", `failed to remove ${this.id}`, error));
    };
    return {
      pidFile: this.file("init.pid"),
      log: this.log,
      run: async (launch) => {
        try {
          await run(launch);
        } catch (error) {
          if (!(error instanceof RuncError && error.said !== undefined)) {
            // Killed or crashed halfway: runc cleans up only after failures that it knows of.
            await undo();
          }
          const problem = await ageProblem(this.#runc.settings, this.reaper).catch(() => undefined);
          throw runtimeError(problem === undefined ? what : `${what} (${problem})`, error);
        }
      },
      undo,
    };
  }

  start(ctx: Context, onExit: (status: number) => void): Promise<void> {
    return this.#mutex.run(async () => {
      this.lifecycle.require("start");
      if (this.#restore.checkpoint === "") {
        await this.openStdin();
        await this.#startCreated(ctx);
      } else {
        await this.#restoreNow(ctx, onExit);
        await this.openStdin();
      }
      if (this.state === "created") {
        this.lifecycle.become("running");
      }
    });
  }

  async #startCreated(ctx: Context): Promise<void> {
    try {
      const isQuick = await startQuickly(this.#runc.settings, this.id, this.pid, this.#spec, this.reaper);
      if (!isQuick) {
        await this.#runc.start(ctx, this.id, this.log);
      }
    } catch (error) {
      throw runtimeError("OCI runtime start failed", error);
    }
  }

  async #restoreNow(ctx: Context, onExit: (status: number) => void): Promise<void> {
    const flags = {
      noPivot: this.#options.noPivotRoot,
      noNewKeyring: this.#options.noNewKeyring,
      imagePath: this.#restore.checkpoint,
      workPath: this.#options.criuWorkPath || this.file("work"),
      parentPath: this.#restore.parentCheckpoint,
    };
    await this.launch(
      ctx,
      this.#plan("OCI runtime restore failed", (launch) =>
        this.#runc.restore(ctx, this.id, this.bundle, launch, flags),
      ),
      onExit,
    );
  }

  pause(ctx: Context): Promise<void> {
    return this.#mutex.run(async () => {
      this.lifecycle.require("pause");
      this.isPausing = true;
      try {
        await this.#runc.pause(ctx, this.id, this.log);
        this.lifecycle.become("paused");
      } catch (error) {
        throw runtimeError("OCI runtime pause failed", error);
      } finally {
        this.isPausing = false;
      }
    });
  }

  resume(ctx: Context): Promise<void> {
    return this.#mutex.run(async () => {
      this.lifecycle.require("resume");
      try {
        await this.#runc.resume(ctx, this.id, this.log);
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
      if (!all && (await this.#isSignalEnough())) {
        this.signal(signal);
        return;
      }
      try {
        await this.#runc.kill(ctx, this.id, signal, all, this.log);
      } catch (error) {
        throw killError(error);
      }
    });
  }

  /** `runc kill` does nothing more to an init that runs, and whose end is its pid namespace's. It takes 5 ms. */
  async #isSignalEnough(): Promise<boolean> {
    const isPlain = this.state === "running" && this.#spec.ownsPidNamespace;
    return isPlain && (await mayStandIn(this.#runc.settings, this.reaper));
  }

  /**
   * What is left of a container without a pid namespace of its own, after its init has ended. Like `thaw`, part of an exit, for
   * which a Delete may already be waiting: so they take no turns with the calls.
   */
  async killAll(ctx: Context): Promise<void> {
    try {
      await this.#runc.kill(ctx, this.id, signalKill, true, this.log);
    } catch (error) {
      throw runtimeError("OCI runtime killall failed", error);
    }
  }

  /** A frozen cgroup keeps its dead from going: thaw it. */
  async thaw(ctx: Context): Promise<void> {
    await this.#runc.resume(ctx, this.id, this.log);
  }

  update(ctx: Context, resources: Uint8Array): Promise<void> {
    return this.#mutex.run(async () => {
      this.lifecycle.require("update");
      const file = this.file("resources.json");
      writeFileSync(file, resources, { mode: 0o600 });
      try {
        await this.#runc.update(ctx, this.id, file, this.log);
      } finally {
        rmSync(file, { force: true });
      }
    });
  }

  checkpoint(ctx: Context, flags: CheckpointFlags): Promise<void> {
    return this.#mutex.run(async () => {
      this.lifecycle.require("checkpoint");
      const work = flags.workPath || this.file("criu-work");
      mkdirSync(work, { recursive: true, mode: 0o700 });
      try {
        await this.#runc.checkpoint(ctx, this.id, { ...flags, workPath: work }, this.log);
      } catch (error) {
        const dumpLog = this.file("criu-dump.log");
        copyIfThere(`${work}/dump.log`, dumpLog);
        const [firstLine] = (error instanceof Error ? error.message : String(error)).split("\n");
        throw new Error(`${firstLine} path= ${dumpLog}`);
      } finally {
        if (flags.workPath === "") {
          rmSync(work, { recursive: true, force: true });
        }
      }
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
        // A created one is killed by its deletion: its exit comes first.
        await this.exited;
      }
      await this.closeStreams();
      await unmountRootfs(this.bundle).catch((cause) => {
        throw new Error("failed rootfs umount", { cause });
      });
      this.lifecycle.become("deleted");
      if (this.exit === undefined) {
        // Of a checkpoint that was never restored.
        this.setNeverStarted();
      }
    });
  }

  /** What runc does not know of any more is gone: after a checkpoint it removes the container itself. */
  async #remove(ctx: Context): Promise<void> {
    const isStopped = this.state === "stopped";
    if (isStopped && (await deleteQuickly(this.#runc.settings, this.id, this.#spec, this.reaper))) {
      return;
    }
    try {
      await this.#runc.delete(ctx, this.id, false, this.log);
    } catch (error) {
      if (!(error instanceof RuncError && error.message.includes("does not exist"))) {
        throw runtimeError("failed to delete task", error);
      }
    }
  }
}

/** CRIU writes one as soon as it runs. */
function copyIfThere(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") {
      report("warn", `failed to copy ${from}`, error);
    }
  }
}

/** Source of the words: containerd cmd/containerd-shim-runc-v2/process/utils.go. */
function killError(error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error);
  const isFinished = ["os: process already finished", "container not running"].some((words) =>
    text.includes(words),
  );
  if (isFinished || text.toLowerCase().includes("no such process")) {
    return notFound("process already finished");
  }
  return text.includes("does not exist")
    ? notFound("no such container")
    : new Error("unknown error after kill", { cause: error });
}
