import type { Exit } from "../core/task.ts";
import { failedPrecondition, isKind } from "../errors/index.ts";
import { removeFifos } from "../process-io/fifo.ts";
import type { ProcessIo } from "../process-io/io.ts";
import type { TaskState, Tasks } from "./tasks.ts";
import type { RequestOptions } from "./wire.ts";

/** Whom a signal reaches. */
export interface KillOptions extends RequestOptions {
  /** All processes of the container. */
  readonly all?: boolean | undefined;
}

/** What a deletion may do first. */
export interface DeleteOptions extends RequestOptions {
  /** End it first with SIGKILL, and wait for that. */
  readonly kill?: boolean | undefined;
}

/** Outputs that something else holds open must not hold up the deletion. Source: containerd client/task.go. */
const drainLimit = 10_000;
const SIGKILL = 9;

/** A process in a container: the task's own or an exec. */
export class Process {
  readonly containerId: string;
  /** Empty for the task's own process. */
  readonly execId: string;
  /** Undefined for a process whose streams are another client's. */
  readonly io: ProcessIo | undefined;
  protected readonly tasks: Tasks;
  #pid: number;
  #isStopped = false;

  constructor(tasks: Tasks, containerId: string, execId: string, pid: number, io: ProcessIo | undefined) {
    this.tasks = tasks;
    this.containerId = containerId;
    this.execId = execId;
    this.io = io;
    this.#pid = pid;
  }

  /** Seen from the host; 0 for an exec that was not started. */
  get pid(): number {
    return this.#pid;
  }

  /** Runs it. A wait that was begun before sees every exit. */
  async start(options?: RequestOptions): Promise<void> {
    const { containerId, execId } = this;
    const { pid } = await this.tasks.service.start({ containerId, execId }, this.tasks.call(options));
    this.#pid = pid;
    if (execId !== "") {
      this.connect();
    }
  }

  /** Resolves with how it ended, and resolves again until it is deleted. */
  async wait(options?: RequestOptions): Promise<Exit> {
    const exit = await this.tasks.wait(this.containerId, this.execId, options);
    this.#isStopped = true;
    return exit;
  }

  /** What the daemon knows of it. Not found once it was deleted. */
  status(options?: RequestOptions): Promise<TaskState> {
    return this.tasks.get(this.containerId, this.execId, options);
  }

  /** By number: see `os.constants.signals`. Not found when it has ended. */
  async kill(signal: number, options: KillOptions = {}): Promise<void> {
    const { containerId, execId } = this;
    const request = { containerId, execId, signal, all: options.all ?? false };
    await this.tasks.service.kill(request, this.tasks.call(options));
  }

  /** Of its terminal, in characters. */
  async resize(width: number, height: number, options?: RequestOptions): Promise<void> {
    const { containerId, execId } = this;
    await this.tasks.service.resizePty({ containerId, execId, width, height }, this.tasks.call(options));
  }

  /** Its input ends once all that was written is read. */
  async closeStdin(options?: RequestOptions): Promise<void> {
    const { containerId, execId } = this;
    await this.tasks.service.closeIO({ containerId, execId, stdin: true }, this.tasks.call(options));
  }

  /** Forgets it. Failed precondition while it runs; its outputs are read to their ends first. */
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

  /** Its state, once it is such that it can be deleted. */
  async #stopped(options: DeleteOptions): Promise<TaskState> {
    const state = await this.status(options);
    if (options.kill === true && state.status !== "stopped") {
      await this.#killAndWait(options);
    } else if (!isDeletable(state)) {
      throw failedPrecondition(`task must be stopped before deletion: ${state.status}`);
    }
    return state;
  }

  /** The shim has opened its side of the streams. */
  protected connect(): void {
    this.io?.connect(() => this.closeStdin({ timeout: drainLimit }));
  }

  async #drained(): Promise<void> {
    if (this.io !== undefined) {
      const limit = Promise.withResolvers<void>();
      const timer = setTimeout(limit.resolve, drainLimit);
      await Promise.race([this.io.drained.catch(() => {}), limit.promise]);
      clearTimeout(timer);
    }
  }

  async #killAndWait(options: RequestOptions): Promise<void> {
    const ended = this.wait(options);
    ended.catch(() => {});
    try {
      await this.kill(SIGKILL, { ...options, all: this.execId === "" });
    } catch (error) {
      if (!isKind(error, "not found", "failed precondition")) {
        throw error;
      }
      // Created and never started, or gone meanwhile: there is no exit to wait for.
      return;
    }
    await ended;
  }
}

function isDeletable({ status, pid }: TaskState): boolean {
  return status === "stopped" || status === "unknown" || (status === "created" && pid === 0);
}
