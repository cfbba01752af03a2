// containerd.task.v2.Task and .v3.Task, which are the same on the wire: from requests to containers and back.
import type { Context } from "../context/index.ts";
import { abortable } from "../context/index.ts";
import { notFound } from "../errors/index.ts";
import { processId } from "../linux/process.ts";
import { CheckpointOptions, ProcessDetails } from "../rpc/gen/runc.ts";
import { type CheckpointTaskRequest, Status, TaskService } from "../rpc/gen/task3.ts";
import { type Handlers, type Registration, serve } from "../rpc/handler.ts";
import { statsOf } from "./cgroups/stats.ts";
import { taskCheckpointed, taskDelete, taskPaused, taskResumed } from "./events/events.ts";
import type { CheckpointFlags } from "./runc/runc.ts";
import type { Container } from "./tasks/container.ts";
import { createContainer, type ShimParts } from "./tasks/create.ts";
import type { Process } from "./tasks/process.ts";

export interface TaskServiceOptions extends ShimParts {
  /** Asked for, and nothing is left to serve. */
  onShutdown: () => void;
  /** The last container has gone. */
  onEmpty: () => void;
}

type TaskHandlers = Required<Handlers<typeof TaskService>>;

export class Tasks {
  readonly #options: TaskServiceOptions;
  readonly #containers = new Map<string, Container>();
  /** Creations under way. As in containerd's shim, calls about such a container wait. */
  readonly #creations = new Map<string, Promise<Container>>();

  constructor(options: TaskServiceOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#containers.size + this.#creations.size;
  }

  get areStopped(): boolean {
    const inits = [...this.#containers.values()].map((container) => container.init);
    return this.#creations.size === 0 && inits.every((init) => init.exit !== undefined);
  }

  /** Both services over one table of handlers. */
  registrations(): Registration[] {
    const handlers = this.#handlers();
    const second = { ...TaskService, name: "containerd.task.v2.Task" };
    return [serve(TaskService, handlers), { ...serve(TaskService, handlers), service: second }];
  }

  #container(id: string): Container {
    const container = this.#containers.get(id);
    if (container === undefined) {
      throw notFound("container not created");
    }
    return container;
  }

  /** Work that has begun goes on when the daemon dies; only its deadline ends it. Events come before the answer. */
  #finish<I extends { id: string }, O>(
    work: (ctx: Context, request: I) => Promise<O>,
  ): (ctx: Context, request: I) => Promise<O> {
    return async (ctx, request) => {
      await this.#created(request.id);
      const { deadline } = ctx;
      const never = new AbortController().signal;
      const signal = deadline === undefined ? never : AbortSignal.timeout(Math.max(0, deadline - Date.now()));
      const result = await work({ ...ctx, signal }, request);
      await this.#options.publisher.settled();
      return result;
    };
  }

  #handlers(): TaskHandlers {
    const { publisher } = this.#options;
    return {
      create: this.#finish(async (ctx, request) => {
        const container = await this.#create(ctx, request);
        return { pid: container.init.pid };
      }),
      start: this.#finish(async (ctx, { id, execId }) => {
        const container = this.#container(id);
        if (execId !== "") {
          const exec = await container.startExec(ctx, execId);
          return { pid: exec.pid };
        }
        await container.start(ctx);
        return { pid: container.init.pid };
      }),
      delete: this.#finish(async (ctx, { id, execId }) => {
        const container = this.#container(id);
        const process =
          execId === "" ? await this.#delete(ctx, container) : await container.deleteExec(execId);
        return { pid: process.pid, ...exitOf(process) };
      }),
      exec: this.#finish(async (_ctx, { id, execId, spec, stdin, stdout, stderr, terminal }) => {
        const stdio = { stdin, stdout, stderr, terminal };
        this.#container(id).addExec(execId, stdio, spec?.value ?? new Uint8Array(0));
        return {};
      }),
      state: async (_ctx, { id, execId }) => {
        await this.#created(id);
        const container = this.#container(id);
        return stateOf(container, container.process(execId));
      },
      wait: async (ctx, { id, execId }) => {
        await this.#created(id);
        const process = this.#container(id).process(execId);
        const exit = await abortable(process.exited, ctx.signal);
        return { exitStatus: exit.status, exitedAt: exit.at };
      },
      kill: this.#finish(async (ctx, { id, execId, signal, all }) => {
        const container = this.#container(id);
        if (execId === "") {
          await container.init.kill(ctx, signal, all);
        } else {
          container.exec(execId).kill(signal);
        }
        return {};
      }),
      pause: this.#finish(async (ctx, { id }) => {
        await this.#container(id).init.pause(ctx);
        publisher.publish(taskPaused({ containerId: id }));
        return {};
      }),
      resume: this.#finish(async (ctx, { id }) => {
        await this.#container(id).init.resume(ctx);
        publisher.publish(taskResumed({ containerId: id }));
        return {};
      }),
      pids: this.#finish(async (ctx, { id }) => ({ processes: await processesOf(ctx, this.#container(id)) })),
      update: this.#finish(async (ctx, { id, resources }) => {
        await this.#container(id).init.update(ctx, resources?.value ?? new Uint8Array(0));
        return {};
      }),
      checkpoint: this.#finish(async (ctx, request) => {
        await this.#container(request.id).init.checkpoint(ctx, checkpointFlags(request));
        publisher.publish(taskCheckpointed({ containerId: request.id, checkpoint: request.path }));
        return {};
      }),
      resizePty: async (_ctx, { id, execId, width, height }) => {
        this.#container(id).process(execId).resize(width, height);
        return {};
      },
      closeIO: async (_ctx, { id, execId }) => {
        this.#container(id).process(execId).closeStdin();
        return {};
      },
      stats: async (_ctx, { id }) => {
        const { cgroup } = this.#container(id);
        if (cgroup === undefined) {
          throw notFound("cgroup does not exist");
        }
        return { stats: await statsOf(cgroup) };
      },
      connect: async (_ctx, { id }) => ({
        shimPid: processId(),
        taskPid: this.#containers.get(id)?.init.pid ?? 0,
      }),
      shutdown: async () => {
        if (this.size === 0) {
          this.#options.onShutdown();
        }
        return {};
      },
    };
  }

  async #create(ctx: Context, request: Parameters<typeof createContainer>[1]): Promise<Container> {
    const { id } = request;
    const creation = createContainer(ctx, request, this.#options);
    this.#creations.set(id, creation);
    try {
      const container = await creation;
      this.#containers.set(id, container);
      return container;
    } finally {
      this.#creations.delete(id);
    }
  }

  /** Whether it succeeded is for whoever asked for it. */
  async #created(id: string): Promise<void> {
    await this.#creations.get(id)?.catch(() => {});
  }

  async #delete(ctx: Context, container: Container): Promise<Process> {
    const { id, init } = container;
    await init.delete(ctx);
    this.#containers.delete(id);
    this.#options.publisher.publish(taskDelete({ containerId: id, pid: init.pid, ...exitOf(init) }));
    if (this.#containers.size === 0) {
      this.#options.onEmpty();
    }
    return init;
  }
}

function exitOf(process: Process): {
  exitStatus: number;
  exitedAt: { seconds: number; nanos: number } | null;
} {
  return { exitStatus: process.exit?.status ?? 0, exitedAt: process.exit?.at ?? null };
}

function stateOf(container: Container, process: Process) {
  return {
    id: process.id,
    bundle: process.bundle,
    pid: process.pid,
    status: statusOf(container, process),
    ...process.stdio,
    ...exitOf(process),
  };
}

/** A paused container's execs are paused with it. */
function statusOf(container: Container, process: Process): number {
  if (container.init.isPausing) {
    return Status.PAUSING;
  }
  if (container.init.state === "paused") {
    return Status.PAUSED;
  }
  switch (process.state) {
    case "created":
      return Status.CREATED;
    case "running":
      return Status.RUNNING;
    case "paused":
      return Status.PAUSED;
    case "stopped":
    case "deleted":
      return Status.STOPPED;
  }
}

async function processesOf(ctx: Context, container: Container) {
  const execIds = new Map([...container.execs.values()].map(({ pid, id }) => [pid, id]));
  const { init } = container;
  const pids = await init.runc.pids(ctx, init.id, init.log);
  return pids.map((pid) => {
    const execId = execIds.get(pid);
    const info =
      execId === undefined
        ? null
        : { typeUrl: ProcessDetails.typeName, value: ProcessDetails.encode({ execId }) };
    return { pid, info };
  });
}

/** Field by field: a decoded message does not own the fields that were absent, so that a copy would lack them. */
function checkpointFlags({ path, options }: CheckpointTaskRequest): CheckpointFlags {
  const decoded = CheckpointOptions.decode(options?.value ?? new Uint8Array(0));
  return {
    imagePath: path,
    workPath: decoded.workPath,
    parentPath: decoded.parentPath,
    leaveRunning: !decoded.exit,
    openTcp: decoded.openTcp,
    externalUnixSockets: decoded.externalUnixSockets,
    terminal: decoded.terminal,
    fileLocks: decoded.fileLocks,
    emptyNamespaces: decoded.emptyNamespaces,
  };
}
