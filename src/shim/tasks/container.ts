// One container: its init and execs, and the order in which the world hears of them.
import type { Context } from "../../context/index.ts";
import { background, detached } from "../../context/index.ts";
import { checkIdentifier } from "../../core/identifier.ts";
import { alreadyExists, failedPrecondition, notFound } from "../../errors/index.ts";
import { type Cgroup, cgroupOf } from "../cgroups/cgroup.ts";
import {
  type Publisher,
  taskExecAdded,
  taskExecStarted,
  taskExit,
  taskOom,
  taskStart,
} from "../events/events.ts";
import type { Stdio, StreamOwner } from "../io/streams.ts";
import { report } from "../report.ts";
import { Exec } from "./exec.ts";
import type { Init } from "./init.ts";
import { watchOom } from "./oom.ts";
import type { Exit, Process } from "./process.ts";
import type { Reaper } from "./reaper.ts";

export interface ContainerParts {
  readonly id: string;
  readonly init: Init;
  readonly owner: StreamOwner;
  readonly publisher: Publisher;
  readonly reaper: Reaper;
  /** Its init is alone in its pid namespace, or not: then the others must be killed when it ends. */
  readonly ownsPidNamespace: boolean;
}

/** How long an exec's client may take to open its streams after the init has ended, which waits for that exec. */
const initEndGrace = 2_000;

export class Container {
  readonly id: string;
  readonly init: Init;
  readonly execs = new Map<string, Exec>();
  cgroup: Cgroup | undefined;
  readonly #parts: ContainerParts;
  /** Execs whose start has begun and whose exit has not been published. */
  readonly #running = new Set<Promise<void>>();
  /** Set as soon as the init is seen to have ended: no exec may start from then on. */
  #hasInitEnded = false;
  /** Aborts some time after the init's end: clients that died before they opened their ends must not hold up its exit. */
  readonly #initEnd = new AbortController();
  #oom: { check(): void; stop(): void } | undefined;
  #isStarting = false;
  #hasEarlyOom = false;
  #isCreated = false;
  /** While Create or Start is under way the init's exit waits, so that it is not published before them. */
  #announced: Promise<void> = Promise.resolve();

  constructor(parts: ContainerParts) {
    this.id = parts.id;
    this.init = parts.init;
    this.#parts = parts;
  }

  /** `announce` publishes the creation, which comes before anything else. */
  async create(ctx: Context, announce: () => void): Promise<void> {
    await this.#before(async () => {
      await this.init.create(ctx, (status) => this.#onInitExit(status));
      this.#isCreated = true;
      announce();
      if (this.init.pid !== 0) {
        this.#watchCgroup();
      }
    });
  }

  /** Holds the init's exit back until `work` is done. */
  async #before(work: () => Promise<void>): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#announced = done.promise;
    try {
      await work();
    } finally {
      done.resolve();
    }
  }

  #watchCgroup(): void {
    this.cgroup = cgroupOf(this.init.pid);
    if (this.cgroup !== undefined) {
      this.#oom = watchOom(this.cgroup, () => this.#tellOom());
    }
  }

  /** A process that starts can be out of memory before its start is told. */
  #tellOom(): void {
    this.#hasEarlyOom = this.#isStarting;
    if (!this.#isStarting) {
      this.#parts.publisher.publish(taskOom({ containerId: this.id }));
    }
  }

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

  async start(ctx: Context): Promise<void> {
    await this.#before(async () => {
      this.#isStarting = true;
      try {
        await this.#start(ctx);
      } finally {
        this.#isStarting = false;
        if (this.#hasEarlyOom) {
          this.#tellOom();
        }
      }
    });
  }

  async #start(ctx: Context): Promise<void> {
    const isRestore = this.init.pid === 0;
    await this.init.start(ctx, (status) => this.#onInitExit(status));
    if (isRestore) {
      this.#watchCgroup();
    }
    this.#parts.publisher.publish(taskStart({ containerId: this.id, pid: this.init.pid }));
  }

  addExec(execId: string, stdio: Stdio, spec: Uint8Array): void {
    checkIdentifier(execId);
    if (this.execs.has(execId)) {
      throw alreadyExists(`id ${execId}`);
    }
    this.init.lifecycle.require("exec");
    const { owner, publisher, reaper } = this.#parts;
    this.execs.set(execId, new Exec(execId, stdio, spec, this.init, { ...owner, id: execId }, reaper));
    publisher.publish(taskExecAdded({ containerId: this.id, execId }));
  }

  async startExec(ctx: Context, execId: string): Promise<Exec> {
    const exec = this.exec(execId);
    if (this.#hasInitEnded) {
      throw failedPrecondition(`container ${this.id} init process is not running`);
    }
    const { publisher } = this.#parts;
    const started = Promise.withResolvers<void>();
    const published = Promise.withResolvers<void>();
    this.#running.add(published.promise);
    const done = (): void => {
      this.#running.delete(published.promise);
      published.resolve();
    };
    try {
      await exec.start(ctx, this.#initEnd.signal, (status) => {
        void started.promise.then(() => {
          this.#publishExit(exec, execId, exec.setExited(status));
          done();
        });
      });
    } catch (error) {
      done();
      throw error;
    }
    publisher.publish(taskExecStarted({ containerId: this.id, execId, pid: exec.pid }));
    started.resolve();
    return exec;
  }

  /** The init's exit is the last: its execs' go out before it. */
  async #onInitExit(status: number): Promise<void> {
    this.#hasInitEnded = true;
    const why = failedPrecondition(`container ${this.id} init process is not running`);
    setTimeout(() => this.#initEnd.abort(why), initEndGrace).unref();
    await this.#announced;
    if (!this.#isCreated) {
      return;
    }
    const ctx = detached(background());
    if (this.init.state === "paused") {
      await this.init.thaw(ctx).catch((error) => report("warn", "thawing an exited container", error));
    }
    if (!this.#parts.ownsPidNamespace) {
      await this.init.killAll(ctx).catch((error) => report("warn", "killing what init left", error));
    }
    await Promise.all(this.#running);
    this.#oom?.check();
    this.#oom?.stop();
    this.#publishExit(this.init, this.id, this.init.setExited(status));
  }

  #publishExit(process: Process, id: string, exit: Exit): void {
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
