import type { Any } from "../core/any.ts";
import type { Exit, NewExec, ProcessState } from "../core/task.ts";
import { toTaskStatus } from "../messages/task-status.ts";
import { type CallOptions, type Stub, stub } from "../rpc/channel.ts";
import { type CreateTaskRequest, type Process, TasksService } from "../rpc/gen/tasks.ts";
import type { Init } from "../rpc/message.ts";
import { anyOf, required, timestampOf } from "./convert.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** One measurement of a task, encoded as its runtime gave it. */
export interface Metric {
  readonly id: string;
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
  /** `io.containerd.cgroups.v1.Metrics` or `.v2.Metrics`. */
  readonly data: Any;
}

/** As of the daemon; `execId` is empty for an init process. */
export type TaskState = Omit<ProcessState, "bundle">;

/** The Tasks service as it is. What can be done with one task is on `container.task()`. */
export class Tasks {
  readonly #wire: Wire;
  readonly service: Stub<typeof TasksService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.service = stub(wire.channel, TasksService);
  }

  /** Options for calls of `service`. */
  call(options?: RequestOptions): CallOptions {
    return this.#wire.call(options);
  }

  /** The init processes of all tasks of the namespace. */
  async list(options?: RequestOptions): Promise<TaskState[]> {
    const { tasks } = await this.service.list({}, this.call(options));
    // Here the container's id is in `id`: containerd leaves `container_id` empty in lists.
    return tasks.map((task) => stateOf(task, task.containerId || task.id, ""));
  }

  /** Not found: `task X not found`. */
  async get(containerId: string, execId = "", options?: RequestOptions): Promise<TaskState> {
    const { process } = await this.service.get({ containerId, execId }, this.call(options));
    return stateOf(required(process, "a process"), containerId, execId);
  }

  /** Gives the pid. Already exists: `task X`. */
  async create(request: Init<CreateTaskRequest>, options?: RequestOptions): Promise<number> {
    const { pid } = await this.service.create(request, this.call(options));
    return pid;
  }

  /** Adds a process that runs once it is started. Already exists when the id is taken. */
  async exec(containerId: string, exec: NewExec, options?: RequestOptions): Promise<void> {
    await this.service.exec({ containerId, ...exec }, this.call(options));
  }

  /** Waits until the process has ended, and tells how, until it is deleted. */
  async wait(containerId: string, execId: string, options?: RequestOptions): Promise<Exit> {
    const { exitStatus, exitedAt } = await this.service.wait({ containerId, execId }, this.call(options));
    return { pid: 0, status: exitStatus, exitedAt: timestampOf(exitedAt) };
  }

  /** Failed precondition while it runs. */
  async delete(containerId: string, execId: string, options?: RequestOptions): Promise<Exit> {
    const { pid, exitStatus, exitedAt } =
      execId === ""
        ? await this.service.delete({ containerId }, this.call(options))
        : await this.service.deleteProcess({ containerId, execId }, this.call(options));
    return { pid, status: exitStatus, exitedAt: timestampOf(exitedAt) };
  }

  /** Of those whose ids are given, else of all; a task that has none is left out. */
  async metrics(ids: readonly string[] = [], options?: RequestOptions): Promise<Metric[]> {
    const filters = ids.map((id) => `id==${id}`);
    const { metrics } = await this.service.metrics({ filters }, this.call(options));
    return metrics.map(({ id, timestamp, data }) => ({
      id,
      timestamp: timestampOf(timestamp),
      data: anyOf(data),
    }));
  }
}

function stateOf(process: Process, containerId: string, execId: string): TaskState {
  const { pid, status, stdin, stdout, stderr, terminal, exitStatus, exitedAt } = process;
  return {
    containerId,
    execId,
    pid,
    status: toTaskStatus(status),
    stdin,
    stdout,
    stderr,
    terminal,
    exitStatus,
    exitedAt,
  };
}
