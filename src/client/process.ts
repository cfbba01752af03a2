import type { Exit } from "../core/task.ts";
import { failedPrecondition, isKind } from "../errors/index.ts";
import { removeFifos } from "../process-io/fifo.ts";
import type { ProcessIo } from "../process-io/io.ts";
import type { TaskState, Tasks } from "./tasks.ts";
import type { RequestOptions } from "./wire.ts";

/** Which processes a signal reaches. */
export interface KillOptions extends RequestOptions {
  /** All processes of the container, not only this one. */
  readonly all?: boolean | undefined;
}

/** What a deletion does first. */
export interface DeleteOptions extends RequestOptions {
  /** Kill the process, and wait for its end. Default: a process that runs is an error. */
  readonly kill?: boolean | undefined;
}

/** Milliseconds that a deletion waits for outputs to end, which other processes may hold open. Source: containerd client/task.go. */
const drainLimit = 10_000;
const SIGKILL = 9;

/** A process in a container: the task's own, or an exec. */
export class Process {
  /** The container that it runs in. */
  readonly containerId: string;
  /** Id of the exec; empty for the task's own process. */
  readonly execId: string;
  /** Its streams; undefined when another client has them. */
  readonly io: ProcessIo | undefined;
  /** The service that is asked. */
  protected readonly tasks: Tasks;
  #pid: number;
  #isStopped = false;

  /** Use `container.newTask`, `container.task` or `task.exec`. */
  constructor(tasks: Tasks, containerId: string, execId: string, pid: number, io: ProcessIo | undefined) {
    this.tasks = tasks;
    this.containerId = containerId;
    this.execId = execId;
    this.io = io;
    this.#pid = pid;
  }

  /** Its pid on the daemon's host; 0 for an exec that was not started. */
  get pid(): number {
    return this.#pid;
  }

  /** Starts the process. A `wait` that was begun before misses no exit. */
  async start(options?: RequestOptions): Promise<void> {
    const { containerId, execId } = this;
    const { pid } = await this.tasks.service.start({ containerId, execId }, this.tasks.call(options));
    this.#pid = pid;
    if (execId !== "") {
      this.connect();
    }
  }

  /** Resolves with how the process ended when it has ended; also later, until it is deleted. Not found: there is no such process. */
  async wait(options?: RequestOptions): Promise<Exit> {
    const exit = await this.tasks.wait(this.containerId, this.execId, options);
    this.#isStopped = true;
    return exit;
  }

  /** The state of the process, as the daemon knows it. Not found: it was deleted. */
  status(options?: RequestOptions): Promise<TaskState> {
    return this.tasks.get(this.containerId, this.execId, options);
  }

  /** Sends a signal, by its number in `os.constants.signals`. Not found: the process has ended. */
  async kill(signal: number, options: KillOptions = {}): Promise<void> {
    const { containerId, execId } = this;
    const request = { containerId, execId, signal, all: options.all ?? false };
    await this.tasks.service.kill(request, this.tasks.call(options));
  }

  /** Sets the size of its terminal, in characters. */
  async resize(width: number, height: number, options?: RequestOptions): Promise<void> {
    const { containerId, execId } = this;
    await this.tasks.service.resizePty({ containerId, execId, width, height }, this.tasks.call(options));
  }

  /** Ends its input, after all that was written to it has been read. */
  async closeStdin(options?: RequestOptions): Promise<void> {
    const { containerId, execId } = this;
    await this.tasks.service.closeIO({ containerId, execId, stdin: true }, this.tasks.call(options));
  }

  /**
   * Has the daemon forget the process, after its outputs were read to their ends, and tells how it ended.
   *
   * @throws failed precondition: it runs, and `kill` was not asked for; not found: there is no such process.
   */
  async delete(options: DeleteOptions = {}): Promise<Exit> {
    const isOurs = this.#isStopped && this.io !== undefined;
    const state = isOurs ? undefined : await this.#stopped(options);
    await this.#drained();
    const exit = await this.tasks.delete(this.containerId, this.execId, options);
    await this.io?.[Symbol.asyncDispose]();
    if (state !== undefined) {
      await removeFifos(state);
    }
    return exit;
  }

  /** The state of the process, when it is one in which it can be deleted. */
  async #stopped(options: DeleteOptions): Promise<TaskState> {
    const state = await this.status(options);
    if (options.kill === true && state.status !== "stopped") {
      await this.#killAndWait(options);
    } else if (!isDeletable(state)) {
      throw failedPrecondition(`task must be stopped before deletion: ${state.status}`);
    }
    return state;
  }

  /** Called when the shim has opened its side of the streams. */
  protected connect(): void {
    this.io?.connect(() => this.closeStdin({ timeout: drainLimit }));
  }

  /** Resolves when the outputs have ended, and after `drainLimit` at the latest. */
  async #drained(): Promise<void> {
    if (this.io !== undefined) {
      const limit = Promise.withResolvers<void>();
      const timer = setTimeout(limit.resolve, drainLimit);
      await Promise.race([this.io.drained.catch(() => {}), limit.promise]);
      clearTimeout(timer);
    }
  }

  /** Resolves when the process has ended, or never ran. */
  async #killAndWait(options: RequestOptions): Promise<void> {
    const ended = this.wait(options);
    ended.catch(() => {});
    try {
      await this.kill(SIGKILL, { ...options, all: this.execId === "" });
    } catch (error) {
      if (!isKind(error, "not found", "failed precondition")) {
        throw error;
      }
      // The process was never started, or is gone by now: there is no exit to wait for.
      return;
    }
    await ended;
  }
}

function isDeletable({ status, pid }: TaskState): boolean {
  return status === "stopped" || status === "unknown" || (status === "created" && pid === 0);
}
