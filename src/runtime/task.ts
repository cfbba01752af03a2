// A task as the daemon knows it: its bundle, its shim, and how it ended.
import { background, type Context } from "../context/index.ts";
import type { Exit, ProcessState } from "../core/task.ts";
import type { CallOptions, Stub } from "../rpc/channel.ts";
import type { TaskService } from "../rpc/gen/task3.ts";
import type { Bundle } from "./bundle.ts";
import { toExit, toState } from "./convert.ts";
import { readExit, writeExit } from "./record.ts";
import type { Shim } from "./shim.ts";

type ShimCall<T> = (api: Stub<typeof TaskService>, options: CallOptions) => Promise<T>;

export class Task {
  readonly bundle: Bundle;
  readonly shim: Shim;
  /** Resolves when the task was cleaned up after its shim was lost. */
  readonly lost = Promise.withResolvers<Exit>();
  /** The init's exit, once its event came by: there is to be no second one. */
  exit: Exit | undefined;
  /** Its delete event came by. */
  isDeleted = false;
  /** Somebody is creating or deleting it, and will release it when it goes. */
  isHeld = false;
  /** Its release, once begun: a second one might hit the next task of the same id. */
  release: Promise<void> | undefined;
  /** What reads a foreign shim's log. */
  log: { close(): void } | undefined;

  readonly #waits = new Map<string, Promise<Exit>>();
  /** What a shim whose events are followed last told of the init, until something may have changed it. */
  #known: ProcessState | undefined;
  #changes = 0;

  constructor(bundle: Bundle, shim: Shim) {
    this.bundle = bundle;
    this.shim = shim;
  }

  /** Of an earlier daemon, which may have told how it ended. */
  static recovered(bundle: Bundle, shim: Shim): Task {
    const task = new Task(bundle, shim);
    task.exit = readExit(bundle.path);
    return task;
  }

  get id(): string {
    return this.bundle.id;
  }

  get namespace(): string {
    return this.bundle.namespace;
  }

  /** For a daemon to come, which at worst tells it again: the exit was published. */
  keepExit(exit: Exit): void {
    if (this.exit === exit) {
      writeExit(this.bundle.path, exit);
    }
  }

  /** Its creation comes by: events before that were those of an earlier task with the same id. */
  forgetEarlier(): void {
    this.exit = undefined;
    this.isDeleted = false;
  }

  /** The init's state. */
  async state(ctx: Context): Promise<ProcessState> {
    if (this.#known !== undefined) {
      return this.#known;
    }
    const changes = this.#changes;
    const response = await this.call(ctx, (api, options) => api.state({ id: this.id }, options));
    const state = toState(response, this.id, "");
    if (changes === this.#changes && this.shim.isFollowed) {
      this.#known = state;
    }
    return state;
  }

  /** After an event or an answer: a built-in shim tells of each change, and answers calls after that. */
  mayHaveChanged(): void {
    this.#changes++;
    this.#known = undefined;
  }

  /**
   * One call to the shim for all who wait: ttrpc cannot take a call back, so that each caller who vanished would leave
   * one behind until the process ends.
   */
  wait(execId: string): Promise<Exit> {
    const known = this.#waits.get(execId);
    if (known !== undefined) {
      return known;
    }
    const request = { id: this.id, execId };
    const waiting = this.call(background(this.namespace), (api, options) => api.wait(request, options))
      .then(toExit)
      .finally(() => {
        if (this.#waits.get(execId) === waiting) {
          this.#waits.delete(execId);
        }
        this.mayHaveChanged();
      });
    this.#waits.set(execId, waiting);
    return waiting;
  }

  /** The exec with this id is gone; the next one may have the same. */
  forgetWait(execId: string): void {
    this.#waits.delete(execId);
  }

  call<T>(ctx: Context, run: ShimCall<T>): Promise<T> {
    return this.shim.api.call(ctx, run);
  }

  /** For calls after which the init's state may be another one. */
  async change<T>(ctx: Context, run: ShimCall<T>): Promise<T> {
    this.mayHaveChanged();
    try {
      return await this.call(ctx, run);
    } finally {
      this.mayHaveChanged();
    }
  }
}

/** All tasks, by namespace and id. */
export class TaskTable {
  readonly #tasks = new Map<string, Task>();

  get(namespace: string, id: string): Task | undefined {
    return this.#tasks.get(`${namespace}/${id}`);
  }

  in(namespace: string): Task[] {
    return [...this.#tasks.values()].filter((task) => task.namespace === namespace);
  }

  add(task: Task): void {
    task.shim.tasks.set(task.id, task);
    this.#tasks.set(`${task.namespace}/${task.id}`, task);
  }

  /** Of two tasks that had the same id one after the other, only the one meant. */
  remove(task: Task): void {
    task.shim.tasks.delete(task.id);
    if (this.get(task.namespace, task.id) === task) {
      this.#tasks.delete(`${task.namespace}/${task.id}`);
    }
  }
}
