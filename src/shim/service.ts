// containerd.task.v2.Task and .v3.Task, which are the same on the wire: from requests to containers and back.
import { abortable, type Context } from "../context/index.ts";
import { notFound } from "../errors/index.ts";
import { processId } from "../linux/process.ts";
import { TaskService } from "../rpc/gen/task3.ts";
import { type Handlers, type Registration, serve } from "../rpc/handler.ts";
import { statsOf } from "./cgroups/stats.ts";
import { taskCheckpointed, taskDelete, taskPaused, taskResumed } from "./events/events.ts";
import { checkpointFlags } from "./tasks/checkpoint.ts";
import type { Container } from "./tasks/container.ts";
import type { ShimParts } from "./tasks/create.ts";
import type { Process } from "./tasks/process.ts";
import { exitOf, processesOf, stateOf } from "./tasks/status.ts";
import { TaskTable } from "./tasks/task-table.ts";

export interface TaskServerOptions extends ShimParts {
  /** Shutdown was asked for, and nothing is left to serve. */
  readonly onShutdown: () => void;
  /** The last task was deleted. */
  readonly onEmpty: () => void;
}

const signalKill = 9;

type TaskHandlers = Required<Handlers<typeof TaskService>>;

export class TaskServer {
  readonly tasks: TaskTable;
  readonly #options: TaskServerOptions;

  constructor(options: TaskServerOptions) {
    this.#options = options;
    this.tasks = new TaskTable(options);
  }

  /** Both versions of the service over one table of handlers. */
  registrations(): Registration[] {
    const handlers: TaskHandlers = {
      ...this.#lifecycle(),
      ...this.#processes(),
      ...this.#changes(),
      ...this.#reports(),
      ...this.#shim(),
    };
    const second = { ...TaskService, name: "containerd.task.v2.Task" };
    return [serve(TaskService, handlers), { ...serve(TaskService, handlers), service: second }];
  }

  /**
   * A call that changes something. Once it has begun it goes on when the daemon dies: only its deadline ends it. What it
   * causes is published before it is answered.
   */
  #change<I extends { id: string }, O>(
    work: (ctx: Context, request: I) => Promise<O>,
  ): (ctx: Context, request: I) => Promise<O> {
    return async (ctx, request) => {
      // Waits only where there is something to wait for: a creation is known before the next request is looked at.
      if (this.tasks.isBeingCreated(request.id)) {
        await this.tasks.whenCreated(request.id);
      }
      const { deadline } = ctx;
      const never = new AbortController().signal;
      const signal = deadline === undefined ? never : AbortSignal.timeout(Math.max(0, deadline - Date.now()));
      const result = await work({ ...ctx, signal }, request);
      await this.#options.publisher.settled();
      return result;
    };
  }

  #lifecycle(): Pick<TaskHandlers, "create" | "start" | "delete" | "exec"> {
    return {
      create: this.#change(async (ctx, request) => {
        const { init } = await this.tasks.create(ctx, request);
        return { pid: init.pid };
      }),
      start: this.#change(async (ctx, { id, execId }) => {
        const container = this.tasks.get(id);
        if (execId !== "") {
          const exec = await container.startExec(ctx, execId);
          return { pid: exec.pid };
        }
        await container.start(ctx);
        return { pid: container.init.pid };
      }),
      delete: this.#change(async (ctx, { id, execId }) => {
        const container = this.tasks.get(id);
        const process =
          execId === "" ? await this.#delete(ctx, container) : await container.deleteExec(execId);
        return { pid: process.pid, ...exitOf(process) };
      }),
      exec: this.#change(async (_ctx, { id, execId, spec, stdin, stdout, stderr, terminal }) => {
        const stdio = { stdin, stdout, stderr, terminal };
        this.tasks.get(id).addExec(execId, stdio, spec?.value ?? new Uint8Array(0));
        return {};
      }),
    };
  }

  async #delete(ctx: Context, container: Container): Promise<Process> {
    const { init } = container;
    await this.tasks.delete(ctx, container);
    this.#options.publisher.publish(
      taskDelete({ containerId: container.id, pid: init.pid, ...exitOf(init) }),
    );
    if (this.tasks.size === 0) {
      this.#options.onEmpty();
    }
    return init;
  }

  /** Calls about an init or an exec that runs. */
  #processes(): Pick<TaskHandlers, "wait" | "kill" | "resizePty" | "closeIO"> {
    const kill: TaskHandlers["kill"] = this.#change(async (ctx, { id, execId, signal, all }) => {
      const container = this.tasks.get(id);
      if (execId === "") {
        await container.init.kill(ctx, signal, all);
      } else {
        container.exec(execId).kill(signal);
      }
      return {};
    });
    return {
      wait: async (ctx, { id, execId }) => {
        await this.tasks.whenCreated(id);
        const process = this.tasks.get(id).process(execId);
        const exit = await abortable(process.exited, ctx.signal);
        return { exitStatus: exit.status, exitedAt: exit.at };
      },
      kill: (ctx, request) => {
        if (request.execId === "" && request.signal === signalKill) {
          this.tasks.expectKill(request.id);
        }
        return kill(ctx, request);
      },
      resizePty: async (_ctx, { id, execId, width, height }) => {
        this.tasks.get(id).process(execId).resize(width, height);
        return {};
      },
      closeIO: async (_ctx, { id, execId }) => {
        this.tasks.get(id).process(execId).closeStdin();
        return {};
      },
    };
  }

  /** Calls that change a whole container. */
  #changes(): Pick<TaskHandlers, "pause" | "resume" | "update" | "checkpoint"> {
    const { publisher } = this.#options;
    return {
      pause: this.#change(async (ctx, { id }) => {
        await this.tasks.get(id).init.pause(ctx);
        publisher.publish(taskPaused({ containerId: id }));
        return {};
      }),
      resume: this.#change(async (ctx, { id }) => {
        await this.tasks.get(id).init.resume(ctx);
        publisher.publish(taskResumed({ containerId: id }));
        return {};
      }),
      update: this.#change(async (ctx, { id, resources }) => {
        await this.tasks.get(id).init.update(ctx, resources?.value ?? new Uint8Array(0));
        return {};
      }),
      checkpoint: this.#change(async (ctx, request) => {
        const { id, path } = request;
        await this.tasks.get(id).init.checkpoint(ctx, checkpointFlags(request));
        publisher.publish(taskCheckpointed({ containerId: id, checkpoint: path }));
        return {};
      }),
    };
  }

  /** Calls that only look. */
  #reports(): Pick<TaskHandlers, "state" | "pids" | "stats"> {
    return {
      state: async (_ctx, { id, execId }) => {
        await this.tasks.whenCreated(id);
        const container = this.tasks.get(id);
        return stateOf(container, container.process(execId));
      },
      pids: this.#change(async (ctx, { id }) => ({
        processes: await processesOf(ctx, this.tasks.get(id)),
      })),
      stats: async (_ctx, { id }) => {
        const { cgroup } = this.tasks.get(id);
        if (cgroup === undefined) {
          throw notFound("cgroup does not exist");
        }
        return { stats: await statsOf(cgroup) };
      },
    };
  }

  /** Calls about the shim itself. */
  #shim(): Pick<TaskHandlers, "connect" | "shutdown"> {
    return {
      connect: async (_ctx, { id }) => ({
        shimPid: processId(),
        taskPid: this.tasks.find(id)?.init.pid ?? 0,
      }),
      shutdown: async () => {
        if (this.tasks.size === 0) {
          this.#options.onShutdown();
        }
        return {};
      },
    };
  }
}
