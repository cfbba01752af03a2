// A task is the running side of a container. It has an init process, whose exec id is empty, and any number of execs.
// Source: containerd core/runtime/task.go.
import type { Scoped } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Any } from "./any.ts";
import type { Descriptor } from "./descriptor.ts";
import type { Mount } from "./mount.ts";
import type { Timestamp } from "./time.ts";

/** The state of a process. `unknown` is the state of a task whose shim does not answer. */
export type TaskStatus = "unknown" | "created" | "running" | "stopped" | "paused" | "pausing";

/** Where a process's streams go. Each is the path of a FIFO or a URI (`file://`, `binary://`); empty means nowhere. */
export interface Stdio {
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly terminal: boolean;
}

/** What is known of a process. */
export interface ProcessState extends Stdio {
  readonly containerId: string;
  /** Empty for the init process. */
  readonly execId: string;
  readonly pid: number;
  readonly status: TaskStatus;
  /** 128 + n when signal n ended it; 0 while it runs. */
  readonly exitStatus: number;
  /** Null while it runs. */
  readonly exitedAt: Timestamp | null;
  /** Directory of the task's bundle. */
  readonly bundle: string;
}

/** How a process ended. */
export interface Exit {
  readonly pid: number;
  /** 128 + n when signal n ended it. */
  readonly status: number;
  readonly exitedAt: Timestamp | null;
}

/** What a task is made from. */
export interface NewTask extends Stdio {
  readonly id: string;
  /** Name of the runtime, such as `io.containerd.runc.v2`. */
  readonly runtime: string;
  /** Path of a shim's executable, instead of the one that the runtime's name stands for. */
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

/** What another process of a task is made from. */
export interface NewExec extends Stdio {
  readonly execId: string;
  readonly spec: Any;
}

/** What decides which shim serves a task. */
export interface ShimChoice {
  readonly runtime: string;
  readonly runtimePath: string;
  /** Tasks of one group, such as those of a pod, share a shim. */
  readonly group: string;
}

/** Paths of FIFOs that take a copy of a task's output; empty where a stream is not wanted. */
export interface OutputTap {
  readonly stdout: string;
  readonly stderr: string;
}

/** The process that serves a task. */
export interface ShimInfo {
  readonly pid: number;
  /** Where it listens. */
  readonly address: string;
  /** Path of its executable, or `built-in`. */
  readonly executable: string;
  /** Version of the Task service that it speaks. */
  readonly version: number;
}

/**
 * All tasks of the daemon, each behind its shim. Errors about a task that is not there are not found: `task X not found`. Other
 * errors come from the shim as they are.
 */
export interface TaskRuntime {
  /** Starts a shim, or uses the one of the task's group, and creates the init process. Already exists: `task X`. */
  create(ctx: Scoped, task: NewTask): Promise<{ pid: number }>;
  /** Lets a created process run. */
  start(ctx: Scoped, id: string, execId: string): Promise<{ pid: number }>;
  /** Deletes an ended task; its bundle goes, and its shim when that has no other task. */
  delete(ctx: Scoped, id: string): Promise<Exit>;
  /** Forgets an ended exec. */
  deleteExec(ctx: Scoped, id: string, execId: string): Promise<Exit>;
  /** The state of one process. */
  state(ctx: Scoped, id: string, execId: string): Promise<ProcessState>;
  /** The states of the init processes of all tasks in the namespace; `unknown` where a shim does not answer soon. */
  list(ctx: Scoped): Promise<ProcessState[]>;
  /** The shim that serves the task. */
  shim(ctx: Scoped, id: string): ShimInfo;
  /** Sends a signal to a process, or to all processes of the container. */
  kill(ctx: Scoped, id: string, execId: string, signal: number, all: boolean): Promise<void>;
  /** Creates another process, which `start` lets run. */
  exec(ctx: Scoped, id: string, exec: NewExec): Promise<void>;
  /** Columns and rows of a process's terminal. */
  resizePty(ctx: Scoped, id: string, execId: string, width: number, height: number): Promise<void>;
  /** Ends the standard input of a process. */
  closeIO(ctx: Scoped, id: string, execId: string): Promise<void>;
  /** All processes of the container; `info` names the exec where the shim knows it. */
  pids(ctx: Scoped, id: string): Promise<{ pid: number; info: Any | null }[]>;
  /** Freezes all processes of the container. */
  pause(ctx: Scoped, id: string): Promise<void>;
  /** Lets the frozen processes go on. */
  resume(ctx: Scoped, id: string): Promise<void>;
  /** Writes a checkpoint to the directory `path`. */
  checkpoint(ctx: Scoped, id: string, path: string, options: Any | undefined): Promise<void>;
  /** Changes the resources of the container. */
  update(
    ctx: Scoped,
    id: string,
    resources: Any,
    annotations: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** The cgroup's counters, as `io.containerd.cgroups.v1.Metrics` or `io.containerd.cgroups.v2.Metrics`. */
  stats(ctx: Scoped, id: string): Promise<Any>;
  /** Whether the shim that would serve such a task logs for CRI by itself, so that `cri:` may be where the output goes. */
  writesLogs(ctx: Scoped, choice: ShimChoice): boolean;
  /** Lets the shim go on in a new log file, after the old one was moved away. When this resolves the old one is complete. */
  reopenLog(ctx: Scoped, id: string): Promise<void>;
  /** Copies what the shim logs from now on to FIFOs as well, until the caller closes them or the output ends. */
  tapOutput(ctx: Scoped, id: string, tap: OutputTap): Promise<void>;
  /** Resolves when the shim has logged all output of an init that has ended. */
  drainOutput(ctx: Scoped, id: string): Promise<void>;
  /** Resolves when the process has ended. */
  wait(ctx: Scoped, id: string, execId: string): Promise<Exit>;
  /** What a runtime says of itself for `-info`, as `containerd.types.RuntimeInfo`. */
  info(ctx: Scoped, runtime: string, options: Any | undefined): Promise<Any>;
}

/** The slot of the task runtime. */
export const TaskRuntime = slot<TaskRuntime>("io.containerd.runtime.v2");

/** The blobs that a checkpoint consists of. */
export type CheckpointParts = readonly Descriptor[];
