import type { Any } from "../core/any.ts";
import type { Exit, NewExec, OutputTap, ProcessState } from "../core/task.ts";
import { toTaskStatus } from "../messages/task-status.ts";
import { type CallOptions, type Stub, stub } from "../rpc/channel.ts";
import { LogsService } from "../rpc/gen/logs.ts";
import { type CreateTaskRequest, type Process, TasksService } from "../rpc/gen/tasks.ts";
import type { Init } from "../rpc/message.ts";
import { anyOf, required, timestampOf } from "./convert.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** A measurement of a task, encoded as its runtime gave it. */
export interface Metric {
  /** Id of the container. */
  readonly id: string;
  /** When it was measured, since the epoch. */
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
  /** A message `io.containerd.cgroups.v1.Metrics` or `.v2.Metrics`. */
  readonly data: Any;
}

/** The state of a process as the daemon knows it. `execId` is empty for a task's own process. */
export type TaskState = Omit<ProcessState, "bundle">;

/** The daemon's Tasks service. What can be done with one task is on `container.task()`. */
export class Tasks {
  readonly #wire: Wire;
  /** The service's methods, for requests that this class does not wrap. */
  readonly service: Stub<typeof TasksService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.service = stub(wire.channel, TasksService);
  }

  /** The options of a request as `service` takes them. */
  call(options?: RequestOptions): CallOptions {
    return this.#wire.call(options);
  }

  /** The own processes of all tasks in the namespace. */
  async list(options?: RequestOptions): Promise<TaskState[]> {
    const { tasks } = await this.service.list({}, this.call(options));
    // In lists containerd leaves `container_id` empty, and `id` is the container's.
    return tasks.map((task) => stateOf(task, task.containerId || task.id, ""));
  }

  /** The state of a process. Not found: `task X not found`. */
  async get(containerId: string, execId = "", options?: RequestOptions): Promise<TaskState> {
    const { process } = await this.service.get({ containerId, execId }, this.call(options));
    return stateOf(required(process, "a process"), containerId, execId);
  }

  /** Creates a task, and gives the pid of its process. Already exists: `task X`. */
  async create(request: Init<CreateTaskRequest>, options?: RequestOptions): Promise<number> {
    const { pid } = await this.service.create(request, this.call(options));
    return pid;
  }

  /** Makes an exec, which runs when it is started. Already exists: the id is taken. */
  async exec(containerId: string, exec: NewExec, options?: RequestOptions): Promise<void> {
    await this.service.exec({ containerId, ...exec }, this.call(options));
  }

  /** Waits until a process has ended, and tells how. Not found: there is no such process. */
  async wait(containerId: string, execId: string, options?: RequestOptions): Promise<Exit> {
    const { exitStatus, exitedAt } = await this.service.wait({ containerId, execId }, this.call(options));
    return { pid: 0, status: exitStatus, exitedAt: timestampOf(exitedAt) };
  }

  /**
   * Copies the output of a task's own process from now on to FIFOs that the caller reads, until it closes them or the output ends. Failed
   * precondition: the task's shim does not log its output.
   */
  async tap(containerId: string, tap: OutputTap, options?: RequestOptions): Promise<void> {
    await stub(this.#wire.channel, LogsService).tap({ id: containerId, ...tap }, this.call(options));
  }

  /** Deletes a process. Failed precondition: it runs. */
  async delete(containerId: string, execId: string, options?: RequestOptions): Promise<Exit> {
    const { pid, exitStatus, exitedAt } =
      execId === ""
        ? await this.service.delete({ containerId }, this.call(options))
        : await this.service.deleteProcess({ containerId, execId }, this.call(options));
    return { pid, status: exitStatus, exitedAt: timestampOf(exitedAt) };
  }

  /** Measurements of the tasks with these ids, without ids of all. A task that cannot be measured is left out. */
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
