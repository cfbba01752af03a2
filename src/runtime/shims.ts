// All shims: started when a task needs one, shared by a group, stopped after their last task, cleaned up when lost.
import { mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { patiently } from "../context/descriptors.ts";
import { background, type Context } from "../context/index.ts";
import type { ShimRecord } from "../core/shim-record.ts";
import type { NewTask } from "../core/task.ts";
import { isKind } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import type { Transport } from "../rpc/transport/duplex.ts";
import type { Bundle, Endpoint } from "./bundle.ts";
import { bury } from "./burial.ts";
import { connect, parseAddress } from "./connect.ts";
import { follow, publishRest } from "./follow.ts";
import { foreignRecord, openLog, startForeign } from "./foreign.ts";
import { KeyedLock } from "./keyed-lock.ts";
import { launch, removeForeignSocket, removeShimFiles } from "./launch.ts";
import type { Outbox } from "./outbox.ts";
import { addressKey, groupKey, shimPaths } from "./paths.ts";
import { isAlive, killProcess } from "./process.ts";
import { writeRecord } from "./record.ts";
import type { ShimSettings } from "./settings.ts";
import { attachedRuntime, type Fate, Shim, type ShimKind } from "./shim.ts";
import { Task, TaskTable } from "./task.ts";
import { TaskApi } from "./task-api.ts";
import type { Zygote } from "./zygote.ts";

export interface ShimTimeouts {
  /** Milliseconds, as `[timeouts]` of containerd's configuration names them. */
  readonly load: number;
  readonly cleanup: number;
  readonly shutdown: number;
}

export interface ShimsOptions {
  readonly settings: ShimSettings;
  readonly transport: Transport;
  readonly zygote: Zygote | undefined;
  /** `<daemon state>/s`: sockets and directories of shims. */
  readonly sockets: string;
  readonly outbox: Outbox;
  readonly log: Log;
  readonly timeouts: ShimTimeouts;
  /** Told to foreign shims. */
  readonly daemonVersion: string;
}

/** Clean-ups at a time: each is some processes, and the machine has others to serve. */
const burialsAtOnce = 4;
const startTimeoutMillis = 30_000;
/** Milliseconds between a shim's last task and its end: whoever deleted that has more to do, and goes first. */
const stopDelay = 25;
/** Milliseconds that a deletion waits for its bundle's: without file descriptors that would take until there are some. */
const removalPatience = 1000;

export class Shims {
  readonly table = new TaskTable();
  readonly #options: ShimsOptions;
  readonly #shims = new Map<string, Shim>();
  readonly #lock = new KeyedLock();
  readonly #olderShims = new Set<string>();
  /** Bundles still to go, by namespace and id: their name is not free. */
  readonly #removals = new Map<string, Promise<void>>();

  constructor(options: ShimsOptions) {
    this.#options = options;
    mkdirSync(options.sockets, { recursive: true, mode: 0o700 });
  }

  all(): Shim[] {
    return [...this.#shims.values()];
  }

  /** Leaves shims with tasks, or with events that nobody has been told of, to a daemon to come. */
  async close(): Promise<void> {
    const idle = this.all().filter(({ tasks, isStopping }) => tasks.size === 0 && !isStopping);
    const { isOpen } = this.#options.outbox;
    await Promise.all(idle.map((shim) => (isOpen ? this.stopIfIdle(shim) : this.#askToEnd(shim))));
    for (const shim of this.all()) {
      shim.isStopping = true;
      await shim.channel.close();
    }
    await this.#options.zygote?.close();
  }

  /** Resolves when nothing of an earlier task with this id is left. */
  async nameFree(namespace: string, id: string): Promise<void> {
    await this.#removals.get(`${namespace}/${id}`);
  }

  /** Gives the task a shim: its group's, or a new one. `executable` is undefined for the built-in shim. */
  async start(bundle: Bundle, task: NewTask, group: string, executable: string | undefined): Promise<Task> {
    if (task.taskApiAddress !== undefined && task.taskApiAddress !== "") {
      const endpoint = parseAddress(task.taskApiAddress, task.taskApiVersion || 3);
      return this.#attach(bundle, group, endpoint);
    }
    return executable === undefined
      ? this.#startBuiltIn(bundle, group)
      : this.#startForeign(bundle, task, group, executable);
  }

  /** Takes a shim of an earlier daemon, or a new one, into care. */
  adopt(shim: Shim): void {
    this.#shims.set(shim.key, shim);
    if (shim.kind === "built-in") {
      void follow(shim, this.#options.outbox, this.#options.log, (task) => this.#releaseIfGone(task));
    }
    shim.fate = shim.channel.closed.then(() => this.#onClosed(shim));
  }

  /** The task is deleted: its bundle goes, soon if not at once, and after its last task the shim. */
  release(task: Task): Promise<void> {
    task.release ??= this.#release(task);
    return task.release;
  }

  /**
   * For a task that its shim does not get rid of, such as one whose runc hangs. A shim of its own is killed, and what it
   * leaves is cleaned up; one that serves others, too, keeps it, to be deleted another time.
   */
  async giveUp(task: Task): Promise<void> {
    const { shim } = task;
    task.isHeld = false;
    if (shim.kind === "built-in" && shim.tasks.size === 1 && !shim.isStopping) {
      this.#options.log.warn("killing a shim that does not clean up", { id: task.id, pid: shim.record.pid });
      await killProcess(shim.record.pid, shim.record.startTime);
      await task.lost.promise;
    }
  }

  /** Resolves when the shim is gone, or has tasks. Its journal goes with it, so its events come first. */
  async stopIfIdle(shim: Shim): Promise<void> {
    await this.#options.outbox.opened;
    await this.#lock.run(shim.key, () => this.#stop(shim));
  }

  /** Cleans up after a shim that is gone, journal first. Its group waits: the next shim would have the same files. */
  buryAll(shim: Shim): Promise<void> {
    return this.#lock.run(shim.key, () => this.#bury(shim));
  }

  /** Ends a task whose shim does not live. */
  bury(task: Task): Promise<void> {
    const { settings, outbox, log, timeouts } = this.#options;
    this.table.remove(task);
    const burial = bury(task, { settings, outbox, log, timeoutMillis: timeouts.cleanup });
    return this.#occupy(task.bundle, burial);
  }

  /** Of a task that got no shim. */
  discard(bundle: Bundle): void {
    void this.#occupy(bundle, bundle.remove());
  }

  /** A task that the shim knows is a later one than that of the deletion. */
  async #releaseIfGone(task: Task): Promise<void> {
    task.isDeleted = false;
    const deadline = Date.now() + this.#options.timeouts.load;
    const ctx: Context = { ...background(task.namespace), deadline };
    try {
      await task.call(ctx, (api, options) => api.state({ id: task.id }, options));
    } catch (error) {
      if (isKind(error, "not found")) {
        task.isDeleted = true;
        await this.release(task);
      }
    }
  }

  async #release(task: Task): Promise<void> {
    this.table.remove(task);
    task.log?.close();
    const removal = this.#occupy(task.bundle, task.bundle.remove());
    await Promise.race([removal, sleep(removalPatience, undefined, { ref: false })]);
    const { shim } = task;
    setTimeout(() => this.stopIfIdle(shim), stopDelay);
  }

  /** Keeps the task's name taken until its bundle has gone. */
  #occupy({ namespace, id }: Bundle, removal: Promise<void>): Promise<void> {
    const name = `${namespace}/${id}`;
    const settled = removal
      .catch((error: unknown) => this.#options.log.error("clean-up of a task failed", { id, error }))
      .finally(() => {
        if (this.#removals.get(name) === settled) {
          this.#removals.delete(name);
        }
      });
    this.#removals.set(name, settled);
    return settled;
  }

  #startBuiltIn(bundle: Bundle, group: string): Promise<Task> {
    const { settings, transport, zygote, sockets, log } = this.#options;
    const name = group === "" ? bundle.id : group;
    const paths = shimPaths(sockets, groupKey(bundle.namespace, name));
    return this.#lock.run(paths.key, async () => {
      const living = this.#living(paths.key);
      if (living !== undefined) {
        return this.#add(bundle, living, living.record);
      }
      const shim = await launch({ settings, transport, zygote, log }, paths, name, bundle);
      this.adopt(shim);
      return this.#add(bundle, shim, undefined);
    });
  }

  async #startForeign(bundle: Bundle, task: NewTask, group: string, executable: string): Promise<Task> {
    const { settings, log, daemonVersion } = this.#options;
    const { runtime, options } = task;
    const start = {
      ...{ executable, runtime, options, version: daemonVersion },
      timeoutMillis: startTimeoutMillis,
      older: this.#olderShims,
    };
    const shimLog = openLog(bundle, log);
    try {
      const endpoint = await startForeign(settings, bundle, start);
      const record = foreignRecord(bundle, group || bundle.id, start, endpoint);
      const added = await this.#join("foreign", bundle, record, endpoint);
      added.log = shimLog;
      return added;
    } catch (error) {
      shimLog.close();
      throw new Error("start failed", { cause: error });
    }
  }

  #attach(bundle: Bundle, group: string, endpoint: Endpoint): Promise<Task> {
    const record: ShimRecord = {
      format: 1,
      namespace: bundle.namespace,
      group: group || bundle.id,
      executable: "",
      runtime: attachedRuntime,
      pid: 0,
      startTime: 0,
      ...endpoint,
    };
    return this.#join("attached", bundle, record, endpoint);
  }

  /** Puts a task behind a shim that listens already: connected to before, or now. */
  #join(kind: ShimKind, bundle: Bundle, record: ShimRecord, endpoint: Endpoint): Promise<Task> {
    const paths = shimPaths(this.#options.sockets, addressKey(endpoint.address));
    return this.#lock.run(paths.key, async () => {
      let shim = this.#living(paths.key);
      if (shim === undefined) {
        const channel = await connect(this.#options.transport, endpoint);
        mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
        writeRecord(paths.record, record);
        shim = new Shim(kind, paths, record, channel);
        this.adopt(shim);
      }
      return this.#add(bundle, shim, endpoint);
    });
  }

  #living(key: string): Shim | undefined {
    const shim = this.#shims.get(key);
    return shim === undefined || shim.isLost || shim.isStopping ? undefined : shim;
  }

  /**
   * `endpoint` is that of a bundle that is not bound yet. Without its task a shim that was just started would serve nobody,
   * and nobody would end it.
   */
  #add(bundle: Bundle, shim: Shim, endpoint: Endpoint | undefined): Task {
    try {
      if (endpoint !== undefined) {
        bundle.bind(shim.key, endpoint);
      }
      const task = new Task(bundle, shim);
      task.isHeld = true;
      this.table.add(task);
      return task;
    } catch (error) {
      void this.stopIfIdle(shim);
      throw error;
    }
  }

  async #onClosed(shim: Shim): Promise<Fate> {
    for (const task of shim.tasks.values()) {
      task.mayHaveChanged();
    }
    if (shim.isStopping) {
      return "stopped";
    }
    if (await this.#reconnect(shim)) {
      return "reconnected";
    }
    shim.isLost = true;
    this.#options.log.warn("lost a shim", { id: shim.record.group, tasks: shim.tasks.size });
    void this.buryAll(shim);
    return "lost";
  }

  /** A connection may end while the shim lives: no reason to kill containers. */
  async #reconnect(shim: Shim): Promise<boolean> {
    const { record } = shim;
    if (shim.kind !== "built-in" || !(await patiently(() => isAlive(record.pid, record.startTime)))) {
      return false;
    }
    const { transport, timeouts, log } = this.#options;
    try {
      const channel = await patiently(() => connect(transport, record));
      const ctx: Context = { ...background(shim.namespace), deadline: Date.now() + timeouts.load };
      const api = new TaskApi(channel, record.version);
      await api.call(ctx, (task, options) => task.connect({ id: record.group }, options));
      shim.reconnect(channel);
    } catch {
      // The kernel had not yet told of its death.
      return false;
    }
    log.warn("reconnected to a shim", { id: record.group, pid: record.pid });
    this.adopt(shim);
    return true;
  }

  async #bury(shim: Shim): Promise<void> {
    this.#forget(shim);
    if (shim.kind === "built-in") {
      await killProcess(shim.record.pid, shim.record.startTime);
      await publishRest(shim, this.#options.outbox);
    }
    const tasks = [...shim.tasks.values()];
    const worker = async (): Promise<void> => {
      for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
        await this.bury(task);
      }
    };
    await Promise.all(Array.from({ length: burialsAtOnce }, worker));
    if (shim.kind === "foreign") {
      removeForeignSocket(shim.record.address);
    }
    removeShimFiles(shim.paths);
  }

  async #stop(shim: Shim): Promise<void> {
    if (shim.tasks.size > 0 || shim.isLost || shim.isStopping) {
      return;
    }
    shim.isStopping = true;
    this.#forget(shim);
    if (shim.kind !== "attached") {
      await this.#shutdown(shim);
    }
    await shim.channel.close();
    if (shim.kind === "built-in") {
      await publishRest(shim, this.#options.outbox);
    }
    removeShimFiles(shim.paths);
  }

  async #shutdown(shim: Shim): Promise<void> {
    const { timeouts, log } = this.#options;
    await this.#askToEnd(shim);
    const isGone = await Promise.race([
      shim.channel.closed.then(() => true),
      sleep(timeouts.shutdown, false, { ref: false }),
    ]);
    if (!isGone && shim.kind === "built-in") {
      log.warn("a shim does not end when it is told to", { id: shim.record.group, pid: shim.record.pid });
      await killProcess(shim.record.pid, shim.record.startTime);
    }
  }

  async #askToEnd(shim: Shim): Promise<void> {
    const deadline = Date.now() + this.#options.timeouts.shutdown;
    const ctx: Context = { ...background(shim.namespace), deadline };
    // It may be gone before it answers.
    await shim.api
      .call(ctx, (api, options) => api.shutdown({ id: shim.record.group }, options))
      .catch(() => {});
  }

  #forget(shim: Shim): void {
    if (this.#shims.get(shim.key) === shim) {
      this.#shims.delete(shim.key);
    }
  }
}
