// One container: its init and execs, and the order in which the world hears of them.
import { background, type Context, detached } from "../../context/index.ts";
import { checkIdentifier } from "../../core/identifier.ts";
import { alreadyExists, failedPrecondition, notFound } from "../../errors/index.ts";
import { type Cgroup, cgroupOf } from "../cgroups/cgroup.ts";
import { type OomWatch, watchOom } from "../cgroups/oom.ts";
import {
  type Publisher,
  type ShimEvent,
  taskExecAdded,
  taskExecStarted,
  taskExit,
  taskOom,
  taskStart,
} from "../events/events.ts";
import type { Stdio, StreamOwner } from "../io/streams.ts";
import type { Reaper } from "../reaper.ts";
import { report } from "../report.ts";
import { Exec } from "./exec.ts";
import type { InitProcess } from "./init.ts";
import type { ExitListener, Process, ProcessExit } from "./process.ts";

export interface ContainerParts {
  readonly id: string;
  readonly init: InitProcess;
  readonly owner: StreamOwner;
  readonly publisher: Publisher;
  readonly reaper: Reaper;
  /** Whether the init takes all other processes with it: if not, they are killed when it ends. */
  readonly ownsPidNamespace: boolean;
}

/** How long an exec's client may take to open its streams after the init has ended: the init's exit waits for that exec. */
const initEndGrace = 2_000;

export class Container {
  readonly id: string;
  readonly init: InitProcess;
  readonly execs = new Map<string, Exec>();
  readonly #parts: ContainerParts;
  /** Execs whose start has begun and whose exit has not been told: the init's exit comes after theirs. */
  readonly #untoldExits = new Set<Promise<void>>();
  /** Aborts `initEndGrace` after the init has ended, for execs whose client has died before it opened its streams. */
  readonly #initEnd = new AbortController();
  #cgroup: Cgroup | undefined;
  #oom: OomWatch | undefined;

  constructor(parts: ContainerParts) {
    this.id = parts.id;
    this.init = parts.init;
    this.#parts = parts;
  }

  /** Undefined before the init runs. */
  get cgroup(): Cgroup | undefined {
    return this.#cgroup;
  }

  /** Has runc create the init, then publishes what `created` gives. */
  async create(ctx: Context, created: () => ShimEvent): Promise<void> {
    const { init } = this;
    await init.gate.during(async () => {
      await init.create(ctx, this.#initListener);
      this.#parts.publisher.publish(created());
      if (!init.isRestored) {
        this.#watchCgroup();
      }
    });
  }

  /** Lets the init go, or restores it, then publishes the start. */
  async start(ctx: Context): Promise<void> {
    const { init } = this;
    await init.gate.during(async () => {
      await init.start(ctx, this.#initListener);
      if (init.isRestored) {
        this.#watchCgroup();
      }
      this.#parts.publisher.publish(taskStart({ containerId: this.id, pid: init.pid }));
    });
  }

  /** Now that there is a process, it tells where the container is. */
  #watchCgroup(): void {
    this.#cgroup = cgroupOf(this.init.pid);
    if (this.#cgroup !== undefined) {
      this.#oom = watchOom(this.#cgroup, () => this.#onOom());
    }
  }

  #onOom(): void {
    this.init.gate.afterCalls(() => this.#parts.publisher.publish(taskOom({ containerId: this.id })));
  }

  /** An empty id is the init's. Not found when there is no such exec. */
  process(execId: string): Process {
    return execId === "" ? this.init : this.exec(execId);
  }

  exec(execId: string): Exec {
    const exec = this.execs.get(execId);
    if (exec === undefined) {
      throw notFound(`process does not exist ${execId}`);
    }
    return exec;
  }

  /** `spec` is an OCI process as JSON. */
  addExec(execId: string, stdio: Stdio, spec: Uint8Array): void {
    checkIdentifier(execId);
    if (this.execs.has(execId)) {
      throw alreadyExists(`id ${execId}`);
    }
    this.init.lifecycle.require("exec");
    const { publisher, reaper } = this.#parts;
    const owner = { ...this.#parts.owner, id: execId };
    this.execs.set(execId, new Exec({ id: execId, stdio, owner, reaper }, spec, this.init));
    publisher.publish(taskExecAdded({ containerId: this.id, execId }));
  }

  async startExec(ctx: Context, execId: string): Promise<Exec> {
    const exec = this.exec(execId);
    if (this.init.isReaped) {
      throw this.#initHasEnded();
    }
    const done = this.#holdInitExit();
    const exited = (status: number): void => {
      this.#publishExit(exec, execId, exec.markExited(status));
      done();
    };
    await exec.gate.during(async () => {
      try {
        await exec.start(ctx, this.#initEnd.signal, { exited });
      } catch (error) {
        done();
        throw error;
      }
      this.#parts.publisher.publish(taskExecStarted({ containerId: this.id, execId, pid: exec.pid }));
    });
    return exec;
  }

  /** The init's exit is not told before the returned function was called. */
  #holdInitExit(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#untoldExits.add(promise);
    return () => {
      this.#untoldExits.delete(promise);
      resolve();
    };
  }

  readonly #initListener: ExitListener = {
    reaped: () => {
      setTimeout(() => this.#initEnd.abort(this.#initHasEnded()), initEndGrace).unref();
    },
    exited: (status) => {
      this.#endInit(status).catch((error) => report("error", `telling the exit of ${this.id}`, error));
    },
  };

  #initHasEnded(): Error {
    return failedPrecondition(`container ${this.id} init process is not running`);
  }

  /** Ends what the init has left behind, then tells its exit, after those of its execs and the OOM that caused it. */
  async #endInit(status: number): Promise<void> {
    const ctx = detached(background());
    if (this.init.state === "paused") {
      await this.init.thaw(ctx).catch((error) => report("warn", "thawing an exited container", error));
    }
    if (!this.#parts.ownsPidNamespace) {
      await this.init.killAll(ctx).catch((error) => report("warn", "killing what init left", error));
    }
    await Promise.all(this.#untoldExits);
    this.#oom?.check();
    this.#oom?.stop();
    this.init.gate.afterCalls(() => this.#publishExit(this.init, this.id, this.init.markExited(status)));
  }

  #publishExit(process: Process, id: string, exit: ProcessExit): void {
    const fields = { containerId: this.id, id, pid: process.pid, exitStatus: exit.status, exitedAt: exit.at };
    this.#parts.publisher.publish(taskExit(fields));
  }

  async deleteExec(execId: string): Promise<Exec> {
    const exec = this.exec(execId);
    await exec.delete();
    this.execs.delete(execId);
    return exec;
  }
}
