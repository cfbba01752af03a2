// core's TaskRuntime: finds the task of each call, and passes the call on to its shim.
import { abortable, derive, type Scoped } from "../context/index.ts";
import type { Any } from "../core/any.ts";
import { checkIdentifier } from "../core/identifier.ts";
import type {
  Exit,
  NewExec,
  NewTask,
  OutputTap,
  ProcessState,
  ShimChoice,
  ShimInfo,
  TaskRuntime,
} from "../core/task.ts";
import { internal, isKind, notFound } from "../errors/index.ts";
import type { CgroupMoves } from "../linux/cgroup-moves.ts";
import { groupKey, shimPaths } from "./shims/paths.ts";
import { resolveBinary } from "./shims/resolve-binary.ts";
import { runtimeInfo } from "./shims/runtime-info.ts";
import { isFinal } from "./shims/shim-state.ts";
import { callOptions, isClosed } from "./shims/task-api.ts";
import { ShimAssigner, type ShimAssignerOptions } from "./tasks/assign-shim.ts";
import { TaskCreator, type TaskCreatorOptions } from "./tasks/create-task.ts";
import { deleteTask } from "./tasks/delete-task.ts";
import { toExit, toState, unknownState } from "./tasks/messages.ts";
import type { Task } from "./tasks/task.ts";
import type { TaskManager } from "./tasks/task-manager.ts";

export interface RuntimeOptions extends ShimAssignerOptions, TaskCreatorOptions {
  /** Makes the kernel ready for a process; undefined where it needs no time for that. */
  readonly moves: CgroupMoves | undefined;
  readonly timeouts: {
    /** Milliseconds that a list of tasks waits for a shim to tell a state; then the state is unknown. */
    readonly state: number;
  };
}

export class Runtime implements TaskRuntime {
  readonly #tasks: TaskManager;
  readonly #options: RuntimeOptions;
  readonly #creator: TaskCreator;

  constructor(tasks: TaskManager, options: RuntimeOptions) {
    this.#tasks = tasks;
    this.#options = options;
    this.#creator = new TaskCreator(tasks, new ShimAssigner(tasks, options), options);
  }

  create(ctx: Scoped, task: NewTask): Promise<{ pid: number }> {
    this.#options.moves?.expect();
    return this.#creator.create(ctx, task);
  }

  async start(ctx: Scoped, id: string, execId: string): Promise<{ pid: number }> {
    const task = this.#task(ctx, id);
    if (execId !== "") {
      this.#options.moves?.expect();
    }
    const { pid } = await task.change(ctx, (api, options) => api.start({ id, execId }, options));
    return { pid };
  }

  async delete(ctx: Scoped, id: string): Promise<Exit> {
    return deleteTask(ctx, this.#task(ctx, id), this.#tasks);
  }

  async deleteExec(ctx: Scoped, id: string, execId: string): Promise<Exit> {
    const task = this.#task(ctx, id);
    try {
      return toExit(await task.call(ctx, (api, options) => api.delete({ id, execId }, options)));
    } finally {
      // Also after a failure: the shim may have deleted it for a caller who went away.
      task.forgetWait(execId);
    }
  }

  async state(ctx: Scoped, id: string, execId: string): Promise<ProcessState> {
    const task = this.#task(ctx, id);
    if (execId === "") {
      return task.processState(ctx);
    }
    const state = await task.call(ctx, (api, options) => api.state({ id, execId }, options));
    return toState(state, id, execId);
  }

  async list(ctx: Scoped): Promise<ProcessState[]> {
    const latest = Date.now() + this.#options.timeouts.state;
    const patient = derive(ctx, { deadline: Math.min(ctx.deadline ?? latest, latest) });
    const states = this.#tasks.table.in(ctx.namespace).map(async (task) => {
      if (task.isSilent) {
        return [unknownState(task.bundle)];
      }
      try {
        return [await this.state(patient, task.id, "")];
      } catch (error) {
        // A task that its shim does not know is being created or deleted.
        return isKind(error, "not found") ? [] : [unknownState(task.bundle)];
      }
    });
    return (await Promise.all(states)).flat();
  }

  shim(ctx: Scoped, id: string): ShimInfo {
    const { record, api, kind } = this.#task(ctx, id).shim;
    const executable = kind === "foreign" ? record.executable : "built-in";
    return { pid: record.pid, address: record.address, executable, version: api.version };
  }

  async kill(ctx: Scoped, id: string, execId: string, signal: number, all: boolean): Promise<void> {
    await this.#task(ctx, id).change(ctx, (api, options) => api.kill({ id, execId, signal, all }, options));
  }

  async exec(ctx: Scoped, id: string, exec: NewExec): Promise<void> {
    checkIdentifier(exec.execId);
    this.#options.moves?.expect();
    await this.#task(ctx, id).call(ctx, (api, options) => api.exec({ id, ...exec }, options));
  }

  async resizePty(ctx: Scoped, id: string, execId: string, width: number, height: number): Promise<void> {
    const size = { id, execId, width, height };
    await this.#task(ctx, id).call(ctx, (api, options) => api.resizePty(size, options));
  }

  async closeIO(ctx: Scoped, id: string, execId: string): Promise<void> {
    const request = { id, execId, stdin: true };
    await this.#task(ctx, id).call(ctx, (api, options) => api.closeIO(request, options));
  }

  async pids(ctx: Scoped, id: string): Promise<{ pid: number; info: Any | null }[]> {
    const { processes } = await this.#task(ctx, id).call(ctx, (api, options) => api.pids({ id }, options));
    return processes.map(({ pid, info }) => ({ pid, info }));
  }

  async pause(ctx: Scoped, id: string): Promise<void> {
    await this.#task(ctx, id).change(ctx, (api, options) => api.pause({ id }, options));
  }

  async resume(ctx: Scoped, id: string): Promise<void> {
    await this.#task(ctx, id).change(ctx, (api, options) => api.resume({ id }, options));
  }

  async checkpoint(ctx: Scoped, id: string, path: string, options: Any | undefined): Promise<void> {
    await this.#task(ctx, id).change(ctx, (api, call) => api.checkpoint({ id, path, options }, call));
  }

  async update(
    ctx: Scoped,
    id: string,
    resources: Any,
    annotations: Readonly<Record<string, string>>,
  ): Promise<void> {
    const request = { id, resources, annotations };
    await this.#task(ctx, id).call(ctx, (api, options) => api.update(request, options));
  }

  async stats(ctx: Scoped, id: string): Promise<Any> {
    const { stats } = await this.#task(ctx, id).call(ctx, (api, options) => api.stats({ id }, options));
    if (stats === null) {
      throw internal(`task ${id} has no stats`);
    }
    return stats;
  }

  writesLogs(ctx: Scoped, choice: ShimChoice): boolean {
    if (resolveBinary(choice, this.#options.binaries) !== undefined) {
      return false;
    }
    const { key } = shimPaths(this.#options.sockets, groupKey(ctx.namespace, choice.group));
    const shim = this.#tasks.shims.find(key);
    // A new one is of this release.
    return shim === undefined || isFinal(shim.state) || shim.writesLogs;
  }

  async reopenLog(ctx: Scoped, id: string): Promise<void> {
    await this.#task(ctx, id).shim.logs.reopen({ id }, callOptions(ctx));
  }

  async tapOutput(ctx: Scoped, id: string, { stdout, stderr }: OutputTap): Promise<void> {
    await this.#task(ctx, id).shim.logs.tap({ id, stdout, stderr }, callOptions(ctx));
  }

  async drainOutput(ctx: Scoped, id: string): Promise<void> {
    await this.#task(ctx, id).shim.logs.drain({ id }, callOptions(ctx));
  }

  async wait(ctx: Scoped, id: string, execId: string): Promise<Exit> {
    const task = this.#task(ctx, id);
    const { afterConnection } = task.shim;
    try {
      return await abortable(task.wait(execId), ctx.signal);
    } catch (error) {
      const outcome = isClosed(error) ? await afterConnection : undefined;
      if (outcome === "connected") {
        return this.wait(ctx, id, execId);
      }
      if (outcome === "lost" && execId === "") {
        return task.cleanedUp.promise;
      }
      throw error;
    }
  }

  info(ctx: Scoped, runtime: string, options: Any | undefined): Promise<Any> {
    const executable = resolveBinary({ runtime }, this.#options.binaries);
    return runtimeInfo(ctx, this.#options.settings, executable, options);
  }

  #task(ctx: Scoped, id: string): Task {
    const task = this.#tasks.table.get(ctx.namespace, id);
    if (task === undefined) {
      throw notFound(`task ${id} not found`);
    }
    return task;
  }
}
