// core's TaskRuntime over shims: each method finds the task and passes the call on.
import { abortable, derive, detached, type Scoped } from "../context/index.ts";
import type { Any } from "../core/any.ts";
import { checkIdentifier } from "../core/identifier.ts";
import type { Exit, NewExec, NewTask, ProcessState, ShimInfo, TaskRuntime } from "../core/task.ts";
import { alreadyExists, internal, isKind, notFound } from "../errors/index.ts";
import { CgroupMoves } from "../linux/cgroup-moves.ts";
import { type Bundle, type BundleRoots, createBundle } from "./bundle.ts";
import { chooseShim } from "./choice.ts";
import { createRequest, toExit, toState, unknownState } from "./convert.ts";
import { requireIdMaps } from "./idmap.ts";
import { runtimeInfo } from "./info.ts";
import type { ShimSettings } from "./settings.ts";
import type { Shims } from "./shims.ts";
import { factsOf } from "./spec.ts";
import type { Task } from "./task.ts";
import { isClosed } from "./task-api.ts";

export interface RuntimeOptions {
  readonly roots: BundleRoots;
  readonly settings: ShimSettings;
  /** Runtime name → executable of a shim; beats everything but a path in the request. */
  readonly binaries: Readonly<Record<string, unknown>>;
  /** Milliseconds to undo a creation that failed. */
  readonly cleanupMillis: number;
}

export class Runtime implements TaskRuntime {
  readonly #shims: Shims;
  readonly #options: RuntimeOptions;
  readonly #creating = new Set<string>();
  readonly #moves = new CgroupMoves();

  constructor(shims: Shims, options: RuntimeOptions) {
    this.#shims = shims;
    this.#options = options;
  }

  async create(ctx: Scoped, task: NewTask): Promise<{ pid: number }> {
    checkIdentifier(task.id);
    const name = `${ctx.namespace}/${task.id}`;
    if (this.#creating.has(name) || this.#shims.table.get(ctx.namespace, task.id) !== undefined) {
      throw alreadyExists(`task ${task.id}`);
    }
    this.#creating.add(name);
    try {
      this.#moves.expect();
      return await this.#create(ctx, task);
    } finally {
      this.#creating.delete(name);
    }
  }

  async start(ctx: Scoped, id: string, execId: string): Promise<{ pid: number }> {
    const task = this.#task(ctx, id);
    if (execId !== "") {
      this.#moves.expect();
    }
    const { pid } = await task.change(ctx, (api, options) => api.start({ id, execId }, options));
    return { pid };
  }

  async delete(ctx: Scoped, id: string): Promise<Exit> {
    const task = this.#task(ctx, id);
    task.isHeld = true;
    try {
      const exit = toExit(await task.change(ctx, (api, options) => api.delete({ id }, options)));
      await this.#shims.release(task);
      return exit;
    } catch (error) {
      if (isKind(error, "not found")) {
        await this.#shims.release(task);
      }
      task.isHeld = false;
      throw new Error("failed to delete task", { cause: error });
    }
  }

  async deleteExec(ctx: Scoped, id: string, execId: string): Promise<Exit> {
    const task = this.#task(ctx, id);
    const exit = await task.call(ctx, (api, options) => api.delete({ id, execId }, options));
    task.forgetWait(execId);
    return toExit(exit);
  }

  async state(ctx: Scoped, id: string, execId: string): Promise<ProcessState> {
    const task = this.#task(ctx, id);
    if (execId === "") {
      return task.state(ctx);
    }
    const state = await task.call(ctx, (api, options) => api.state({ id, execId }, options));
    return toState(state, id, execId);
  }

  async list(ctx: Scoped): Promise<ProcessState[]> {
    const states = this.#shims.table.in(ctx.namespace).map(async (task) => {
      try {
        return [await this.state(ctx, task.id, "")];
      } catch (error) {
        // Not found: it is being created or deleted.
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
    this.#moves.expect();
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

  async wait(ctx: Scoped, id: string, execId: string): Promise<Exit> {
    const task = this.#task(ctx, id);
    const { fate } = task.shim;
    try {
      return await abortable(task.wait(execId), ctx.signal);
    } catch (error) {
      const outcome = isClosed(error) ? await fate : undefined;
      if (outcome === "reconnected") {
        return this.wait(ctx, id, execId);
      }
      if (outcome === "lost" && execId === "") {
        return task.lost.promise;
      }
      throw error;
    }
  }

  info(ctx: Scoped, runtime: string, options: Any | undefined): Promise<Any> {
    const executable = chooseShim({ runtime }, this.#options.binaries);
    return runtimeInfo(ctx, this.#options.settings, executable, options);
  }

  #task(ctx: Scoped, id: string): Task {
    const task = this.#shims.table.get(ctx.namespace, id);
    if (task === undefined) {
      throw notFound(`task ${id} not found`);
    }
    return task;
  }

  async #create(ctx: Scoped, wanted: NewTask): Promise<{ pid: number }> {
    const executable = chooseShim(wanted, this.#options.binaries);
    const facts = factsOf(wanted.spec);
    if (facts.mapsIds) {
      requireIdMaps(await runtimeInfo(ctx, this.#options.settings, executable, wanted.options));
    }
    await this.#shims.nameFree(ctx.namespace, wanted.id);
    const bundle = createBundle(this.#options.roots, ctx.namespace, wanted.id, wanted.spec, facts);
    const task = await this.#startShim(bundle, wanted, facts.group, executable);
    const { fate } = task.shim;
    try {
      const request = createRequest(wanted, bundle);
      const { pid } = await task.change(ctx, (api, options) => api.create(request, options));
      task.isHeld = false;
      return { pid };
    } catch (cause) {
      if (isClosed(cause) && (await fate) === "lost") {
        await task.lost.promise;
      } else {
        await this.#abandon(ctx, task);
      }
      throw new Error("failed to create shim task", { cause });
    }
  }

  async #startShim(
    bundle: Bundle,
    wanted: NewTask,
    group: string,
    executable: string | undefined,
  ): Promise<Task> {
    try {
      return await this.#shims.start(bundle, wanted, group, executable);
    } catch (cause) {
      this.#shims.discard(bundle);
      throw new Error("failed to start shim", { cause });
    }
  }

  /** The shim may have come as far as a container. */
  async #abandon(ctx: Scoped, task: Task): Promise<void> {
    task.isHeld = true;
    const undo = derive(detached(ctx), { deadline: Date.now() + this.#options.cleanupMillis });
    try {
      await task.change(undo, (api, options) => api.delete({ id: task.id }, options));
      await this.#shims.release(task);
    } catch (error) {
      await (isKind(error, "not found") ? this.#shims.release(task) : this.#shims.giveUp(task));
    }
  }
}
