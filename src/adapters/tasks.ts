import { type Context, derive, type Scoped } from "../context/index.ts";
import type { Any } from "../core/any.ts";
import { compileFilters } from "../core/filter.ts";
import type { ProcessState, TaskRuntime } from "../core/task.ts";
import { now } from "../core/time.ts";
import { invalidArgument, isKind } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import { emptyAny, toAny } from "../messages/any.ts";
import { fromDescriptor, toDescriptor } from "../messages/descriptor.ts";
import { toMount } from "../messages/mount.ts";
import { fromTaskStatus } from "../messages/task-status.ts";
import {
  type CreateTaskRequest,
  type Metric,
  type Process,
  TasksService,
  Any as WireAny,
} from "../rpc/gen/tasks.ts";
import { type Handlers, type Registration, serve } from "../rpc/handler.ts";
import type { Init } from "../rpc/message.ts";
import type { TaskRequest, Tasks } from "../services/tasks.ts";
import { checkpointPathOf, runcOptions } from "./runc-options.ts";
import { scoped } from "./scope.ts";
import { empty } from "./wire.ts";

/** Milliseconds for which a shim's answer to a question about its state is waited for. */
const stateTimeout = 2_000;

type TaskHandlers = Required<Handlers<typeof TasksService>>;

/** The context of a request about a container. Not found: the container does not exist. */
type About = (ctx: Context, containerId: string) => Promise<Scoped>;

export function tasksService(tasks: Tasks, log: Log): Registration {
  const about: About = async (ctx, containerId) => {
    const scope = scoped(ctx);
    await tasks.requireContainer(scope, containerId);
    return scope;
  };
  return serve(TasksService, {
    ...lifecycle(tasks, about),
    ...processes(tasks, about),
    ...changes(tasks, about),
    ...reports(tasks, about, log),
  });
}

/** Calls that make and remove tasks and execs, and let them run. */
function lifecycle(
  tasks: Tasks,
  about: About,
): Pick<TaskHandlers, "create" | "start" | "delete" | "deleteProcess" | "exec"> {
  const { runtime } = tasks;
  return {
    async create(ctx, request) {
      const { pid } = await tasks.create(scoped(ctx), toTaskRequest(request));
      return { containerId: request.containerId, pid };
    },
    async start(ctx, request) {
      return tasks.start(await about(ctx, request.containerId), request.containerId, request.execId);
    },
    async delete(ctx, request) {
      const exit = await tasks.delete(await about(ctx, request.containerId), request.containerId);
      return { exitStatus: exit.status, exitedAt: exit.exitedAt, pid: exit.pid };
    },
    async deleteProcess(ctx, request) {
      const { containerId, execId } = request;
      const exit = await runtime.deleteExec(await about(ctx, containerId), containerId, execId);
      return { id: execId, exitStatus: exit.status, exitedAt: exit.exitedAt, pid: exit.pid };
    },
    async exec(ctx, request) {
      if (request.execId === "") {
        throw invalidArgument("exec id cannot be empty");
      }
      const { containerId, execId, stdin, stdout, stderr, terminal } = request;
      const spec = request.spec === null ? emptyAny : toAny(request.spec);
      const scope = await about(ctx, containerId);
      await runtime.exec(scope, containerId, { execId, spec, stdin, stdout, stderr, terminal });
      return empty;
    },
  };
}

/** Calls about a process that runs. */
function processes(
  tasks: Tasks,
  about: About,
): Pick<TaskHandlers, "kill" | "resizePty" | "closeIO" | "listPids" | "wait"> {
  const { runtime } = tasks;
  return {
    async kill(ctx, request) {
      const { containerId, execId, signal, all } = request;
      await runtime.kill(await about(ctx, containerId), containerId, execId, signal, all);
      return empty;
    },
    async resizePty(ctx, request) {
      const { containerId, execId, width, height } = request;
      await runtime.resizePty(await about(ctx, containerId), containerId, execId, width, height);
      return empty;
    },
    async closeIO(ctx, request) {
      const scope = await about(ctx, request.containerId);
      if (request.stdin) {
        await runtime.closeIO(scope, request.containerId, request.execId);
      }
      return empty;
    },
    async listPids(ctx, request) {
      return { processes: await runtime.pids(await about(ctx, request.containerId), request.containerId) };
    },
    async wait(ctx, request) {
      const { containerId, execId } = request;
      const exit = await runtime.wait(await about(ctx, containerId), containerId, execId);
      return { exitStatus: exit.status, exitedAt: exit.exitedAt };
    },
  };
}

/** Calls that change a whole container. */
function changes(
  tasks: Tasks,
  about: About,
): Pick<TaskHandlers, "pause" | "resume" | "update" | "checkpoint"> {
  const { runtime } = tasks;
  return {
    async pause(ctx, request) {
      await runtime.pause(await about(ctx, request.containerId), request.containerId);
      return empty;
    },
    async resume(ctx, request) {
      await runtime.resume(await about(ctx, request.containerId), request.containerId);
      return empty;
    },
    async update(ctx, request) {
      const resources: Any = request.resources === null ? emptyAny : toAny(request.resources);
      const scope = await about(ctx, request.containerId);
      await runtime.update(scope, request.containerId, resources, { ...request.annotations });
      return empty;
    },
    async checkpoint(ctx, request) {
      const options = request.options === null ? undefined : toAny(request.options);
      const imagePath = checkpointPathOf(options);
      const parts = await tasks.checkpoint(scoped(ctx), {
        containerId: request.containerId,
        imagePath,
        options,
        encode: WireAny.encode,
      });
      return { descriptors: parts.map(fromDescriptor) };
    },
  };
}

/** Calls that tell the state of tasks. */
function reports(tasks: Tasks, about: About, log: Log): Pick<TaskHandlers, "get" | "list" | "metrics"> {
  const { runtime } = tasks;
  return {
    async get(ctx, request) {
      const { containerId, execId } = request;
      const scope = withTimeout(await about(ctx, containerId), stateTimeout);
      return { process: fromState(await runtime.state(scope, containerId, execId)) };
    },
    async list(ctx) {
      const states = await runtime.list(withTimeout(scoped(ctx), stateTimeout));
      return { tasks: states.map(fromState) };
    },
    async metrics(ctx, request) {
      return { metrics: await collectMetrics(scoped(ctx), runtime, request.filters, log) };
    },
  };
}

function toTaskRequest(request: CreateTaskRequest): TaskRequest {
  const { containerId, rootfs, stdin, stdout, stderr, terminal, runtimePath } = request;
  const options = request.options === null ? undefined : toAny(request.options);
  const runc = runcOptions(options);
  return {
    ...{ containerId, stdin, stdout, stderr, terminal, options, runtimePath },
    rootfs: rootfs.map(toMount),
    checkpoint: request.checkpoint === null ? undefined : toDescriptor(request.checkpoint),
    checkpointPath: runc?.criuImagePath ?? "",
    taskApiAddress: request.taskApiAddress || (runc?.taskApiAddress ?? ""),
    taskApiVersion: request.taskApiVersion || (runc?.taskApiVersion ?? 0),
  };
}

function withTimeout(ctx: Scoped, millis: number): Scoped {
  return derive(ctx, { deadline: Math.min(ctx.deadline ?? Number.POSITIVE_INFINITY, Date.now() + millis) });
}

/** As containerd, this leaves `container_id` empty and gives the container's id as the id of its init process. */
function fromState(state: ProcessState): Init<Process> {
  return {
    id: state.execId === "" ? state.containerId : state.execId,
    pid: state.pid,
    status: fromTaskStatus(state.status),
    stdin: state.stdin,
    stdout: state.stdout,
    stderr: state.stderr,
    terminal: state.terminal,
    exitStatus: state.exitStatus,
    exitedAt: state.exitedAt,
  };
}

/** Collects the statistics of tasks. A task whose shim fails to give them is left out, so that it does not hide the others. */
async function collectMetrics(
  ctx: Scoped,
  runtime: TaskRuntime,
  filters: readonly string[],
  log: Log,
): Promise<Init<Metric>[]> {
  const matches = compileFilters(filters);
  const states = await runtime.list(ctx);
  const wanted = states.filter((state) =>
    matches(([field]) =>
      field === "id" ? state.containerId : field === "namespace" ? ctx.namespace : undefined,
    ),
  );
  const metrics = await Promise.all(
    wanted.map(async ({ containerId }) => {
      try {
        return [{ id: containerId, timestamp: now(), data: await runtime.stats(ctx, containerId) }];
      } catch (error) {
        if (!isKind(error, "not found")) {
          log.error("collecting metrics failed", { id: containerId, error });
        }
        return [];
      }
    }),
  );
  return metrics.flat();
}
