// Tasks: the running side of containers. A task has an init process (exec id "") and any number of execs.
// Source: containerd core/runtime/task.go.
import type { Scoped } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Any } from "./any.ts";
import type { Descriptor } from "./descriptor.ts";
import type { Mount } from "./mount.ts";
import type { Timestamp } from "./time.ts";

export type TaskStatus = "unknown" | "created" | "running" | "stopped" | "paused" | "pausing";

/** Where a process's streams go: a FIFO's path or a URI (`file://`, `binary://`); empty: nowhere. */
export interface Stdio {
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly terminal: boolean;
}

export interface ProcessState extends Stdio {
  readonly containerId: string;
  /** Empty for the init process. */
  readonly execId: string;
  readonly pid: number;
  readonly status: TaskStatus;
  readonly exitStatus: number;
  readonly exitedAt: Timestamp | null;
  readonly bundle: string;
}

export interface Exit {
  readonly pid: number;
  /** 128 + n when ended by signal n. */
  readonly status: number;
  readonly exitedAt: Timestamp | null;
}

export interface NewTask extends Stdio {
  readonly id: string;
  readonly runtime: string;
  /** Path of a shim, which beats the runtime's name. */
  readonly runtimePath?: string | undefined;
  readonly options?: Any | undefined;
  readonly spec: Any;
  readonly rootfs: readonly Mount[];
  /** Directory of a checkpoint to restore from. */
  readonly checkpoint?: string | undefined;
  readonly sandbox?: string | undefined;
  readonly taskApiAddress?: string | undefined;
  readonly taskApiVersion?: number | undefined;
}

export interface NewExec extends Stdio {
  readonly execId: string;
  readonly spec: Any;
}

/** The binary, version and process that serve a task. */
export interface ShimInfo {
  readonly pid: number;
  readonly address: string;
  /** Path of its executable, or `built-in`. */
  readonly executable: string;
  readonly version: number;
}

/**
 * All tasks of the daemon, each behind its shim. Not found: `task X not found`. Texts and order of everything else are
 * the shim's own.
 */
export interface TaskRuntime {
  /** Starts a shim, or uses its group's, and creates the init process. Already exists: `task X`. */
  create(ctx: Scoped, task: NewTask): Promise<{ pid: number }>;
  start(ctx: Scoped, id: string, execId: string): Promise<{ pid: number }>;
  /** The init process: the shim and the bundle go too. */
  delete(ctx: Scoped, id: string): Promise<Exit>;
  deleteExec(ctx: Scoped, id: string, execId: string): Promise<Exit>;
  state(ctx: Scoped, id: string, execId: string): Promise<ProcessState>;
  /** Of the init processes; a task whose shim does not answer is `unknown`. */
  list(ctx: Scoped): Promise<ProcessState[]>;
  shim(ctx: Scoped, id: string): ShimInfo;
  kill(ctx: Scoped, id: string, execId: string, signal: number, all: boolean): Promise<void>;
  exec(ctx: Scoped, id: string, exec: NewExec): Promise<void>;
  resizePty(ctx: Scoped, id: string, execId: string, width: number, height: number): Promise<void>;
  closeIO(ctx: Scoped, id: string, execId: string): Promise<void>;
  pids(ctx: Scoped, id: string): Promise<{ pid: number; info: Any | null }[]>;
  pause(ctx: Scoped, id: string): Promise<void>;
  resume(ctx: Scoped, id: string): Promise<void>;
  /** Writes to directory `path`. */
  checkpoint(ctx: Scoped, id: string, path: string, options: Any | undefined): Promise<void>;
  update(
    ctx: Scoped,
    id: string,
    resources: Any,
    annotations: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** `io.containerd.cgroups.v1.Metrics` or `.v2.Metrics`. */
  stats(ctx: Scoped, id: string): Promise<Any>;
  wait(ctx: Scoped, id: string, execId: string): Promise<Exit>;
  /** `containerd.types.RuntimeInfo` that the named runtime prints for `-info`. */
  info(ctx: Scoped, runtime: string, options: Any | undefined): Promise<Any>;
}

export const TaskRuntime = slot<TaskRuntime>("io.containerd.runtime.v2");

export type CheckpointParts = readonly Descriptor[];
