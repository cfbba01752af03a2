// Creates a task: its bundle, its shim, and then the task in the shim. A creation that fails, or whose caller goes away, is
// undone before its name is free again.
import { setTimeout as sleep } from "node:timers/promises";
import { abortable, background, type Scoped, throwIfAborted } from "../../context/index.ts";
import { checkIdentifier } from "../../core/identifier.ts";
import type { NewTask } from "../../core/task.ts";
import { isKind } from "../../errors/index.ts";
import { type BundleRoots, createBundle } from "../bundle/bundle.ts";
import { placeOf } from "../sandboxes/place.ts";
import { resolveBinary } from "../shims/resolve-binary.ts";
import { runtimeInfo } from "../shims/runtime-info.ts";
import type { ShimSettings } from "../shims/settings.ts";
import { isClosed } from "../shims/task-api.ts";
import type { Assignment, ShimAssigner } from "./assign-shim.ts";
import { requireIdMaps } from "./id-mapped-mounts.ts";
import { createRequest } from "./messages.ts";
import { factsOf } from "./spec.ts";
import type { Task } from "./task.ts";
import type { TaskManager } from "./task-manager.ts";

export interface TaskCreatorOptions {
  readonly roots: BundleRoots;
  readonly settings: ShimSettings;
  /** From a runtime's name to the executable of its shim, which beats all but a path in the request. */
  readonly binaries: Readonly<Record<string, unknown>>;
  /** Milliseconds that the shim may take to undo a creation; then it is killed. */
  readonly undoTimeout: number;
}

export class TaskCreator {
  readonly #tasks: TaskManager;
  readonly #assigner: ShimAssigner;
  readonly #options: TaskCreatorOptions;

  constructor(tasks: TaskManager, assigner: ShimAssigner, options: TaskCreatorOptions) {
    this.#tasks = tasks;
    this.#assigner = assigner;
    this.#options = options;
  }

  /** Already exists when there is a task of that id, or another creation of one is under way. */
  async create(ctx: Scoped, task: NewTask): Promise<{ pid: number }> {
    checkIdentifier(task.id);
    const { names, table } = this.#tasks;
    const release = await names.claim(ctx, task.id, () => table.get(ctx.namespace, task.id) !== undefined);
    try {
      return await this.#createIn(await this.#prepare(ctx, task), ctx, task);
    } finally {
      release();
    }
  }

  async #prepare(ctx: Scoped, task: NewTask): Promise<Task> {
    const { binaries, settings, roots } = this.#options;
    const executable = resolveBinary(task, binaries);
    const { annotations, rootGid, mapsIds } = factsOf(task.spec);
    const place = placeOf(task, annotations);
    if (mapsIds) {
      requireIdMaps(await runtimeInfo(ctx, settings, executable, task.options));
    }
    const bundle = createBundle(roots, { namespace: ctx.namespace, id: task.id, spec: task.spec, rootGid });
    return this.#assign({ bundle, task, place, executable });
  }

  async #assign(assignment: Assignment): Promise<Task> {
    try {
      return await this.#assigner.assign(assignment);
    } catch (cause) {
      this.#tasks.discard(assignment.bundle);
      throw new Error("failed to start shim", { cause });
    }
  }

  async #createIn(task: Task, ctx: Scoped, wanted: NewTask): Promise<{ pid: number }> {
    const { afterConnection } = task.shim;
    let creation: Promise<{ pid: number }> | undefined;
    try {
      throwIfAborted(ctx);
      creation = this.#requestCreation(task, wanted);
      const { pid } = await abortable(creation, ctx.signal);
      await this.#tasks.settle(task);
      return { pid };
    } catch (cause) {
      if (isClosed(cause) && (await afterConnection) === "lost") {
        await task.cleanedUp.promise;
      } else {
        await this.#undo(task, creation);
      }
      throw new Error("failed to create shim task", { cause });
    }
  }

  /** Without the caller's signal: the shim cannot take the request back, and works on the bundle until it has answered. */
  #requestCreation(task: Task, wanted: NewTask): Promise<{ pid: number }> {
    const request = createRequest(wanted, task.bundle);
    return task.change(background(task.namespace), (api, options) => api.create(request, options));
  }

  /** The shim may have come as far as a container. `creation` is undefined when it was not asked for one. */
  async #undo(task: Task, creation: Promise<unknown> | undefined): Promise<void> {
    if (creation === undefined) {
      await this.#tasks.remove(task);
      return;
    }
    const end = Date.now() + this.#options.undoTimeout;
    const hasAnswered = await Promise.race([
      creation.then(
        () => true,
        () => true,
      ),
      sleep(this.#options.undoTimeout, false, { ref: false }),
    ]);
    if (!hasAnswered) {
      await this.#endStuckCreation(task);
      return;
    }
    const undo = { ...background(task.namespace), deadline: end };
    try {
      await task.change(undo, (api, options) => api.delete({ id: task.id }, options));
      await this.#tasks.remove(task);
    } catch (error) {
      await (isKind(error, "not found") ? this.#tasks.remove(task) : this.#endStuckCreation(task));
    }
  }

  /**
   * The shim does not get rid of the task, because its runc hangs, say. A shim that serves only this task is killed, and what
   * it leaves is cleaned up. One that serves others as well keeps the task, which can be deleted another time.
   */
  async #endStuckCreation(task: Task): Promise<void> {
    const { shim } = task;
    await this.#tasks.settle(task);
    const isAlone = this.#tasks.table.of(shim).size === 1;
    if (task.state === "active" && shim.kind === "built-in" && shim.state === "connected" && isAlone) {
      await this.#tasks.shims.kill(shim);
      await task.cleanedUp.promise;
    }
  }
}
