// All shims of the daemon: found or started when something is to be served, stopped after nothing is, cleaned up after when
// they die, and left to the next daemon when this one stops.
import { mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { retryOnShortage } from "../../context/descriptors.ts";
import { background, type Context } from "../../context/index.ts";
import { KeyedLock } from "../../context/keyed-lock.ts";
import { isKind, unavailable } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";
import type { Transport } from "../../rpc/transport/duplex.ts";
import { connect } from "./connect.ts";
import type { EventPublisher } from "./event-publisher.ts";
import { type EventReceiver, receiveEvents, receiveRemainingEvents } from "./event-stream.ts";
import { isAlive, killProcess } from "./process.ts";
import type { Shim } from "./shim.ts";
import { removeForeignSocket, removeShimFiles } from "./shim-files.ts";
import type { ShimUser } from "./shim-user.ts";
import { TaskApi } from "./task-api.ts";
import type { Zygote } from "./zygote.ts";

/** Milliseconds, as `[timeouts]` of containerd's configuration names them. */
export interface ShimTimeouts {
  /** A shim may take so long to answer when the daemon connects to it again. */
  readonly load: number;
  /** The `delete` command may take so long to clean up after a dead shim. */
  readonly cleanup: number;
  /** A shim may take so long to end when it is told to. */
  readonly shutdown: number;
}

export interface ShimManagerOptions {
  readonly transport: Transport;
  readonly zygote: Zygote | undefined;
  /** The directory `<daemon state>/s` of the sockets and files of shims. */
  readonly sockets: string;
  readonly publisher: EventPublisher;
  readonly log: Log;
  readonly timeouts: ShimTimeouts;
}

export class ShimManager {
  readonly #options: ShimManagerOptions;
  readonly #user: ShimUser;
  readonly #shims = new Map<string, Shim>();
  /** One start, stop or clean-up at a time for each key: they are about the same files. */
  readonly #lock = new KeyedLock();

  constructor(options: ShimManagerOptions, user: ShimUser) {
    this.#options = options;
    this.#user = user;
    mkdirSync(options.sockets, { recursive: true, mode: 0o700 });
  }

  find(key: string): Shim | undefined {
    return this.#shims.get(key);
  }

  all(): Shim[] {
    return [...this.#shims.values()];
  }

  /**
   * Gives `use` the connected shim of that key, or the one that `start` makes. The shim is not stopped before `use` has
   * returned, which must leave it serving something. When `use` throws, a shim that serves nothing is stopped.
   */
  async acquire<T>(key: string, start: () => Promise<Shim>, use: (shim: Shim) => T): Promise<T> {
    for (;;) {
      const acquired = await this.#lock.run(key, () => this.#tryToAcquire(key, start, use));
      if (acquired !== undefined) {
        return acquired.value;
      }
      await this.#shims.get(key)?.afterConnection;
    }
  }

  /**
   * Takes a connected shim into care: receives its events, and cleans up when it dies. What the shim serves must be known
   * to the user by now, for the first events may come at once.
   */
  adopt(shim: Shim): Shim {
    this.#shims.set(shim.key, shim);
    if (shim.kind === "built-in") {
      void receiveEvents(shim, this.#receiver);
    }
    shim.channel.closed
      .then(() => this.#onDisconnected(shim))
      .catch((error: unknown) =>
        this.#options.log.error("a shim is neither connected nor lost", { id: shim.record.group, error }),
      );
    return shim;
  }

  /** Resolves when the shim has been stopped, or is needed. Its events come first, for its journal goes with it. */
  async stopIfUnused(shim: Shim): Promise<void> {
    await this.#options.publisher.opened;
    await this.#lock
      .run(shim.key, () => this.#stopIfUnused(shim))
      .catch((error) => this.#logLeft(shim, error));
  }

  /**
   * Cleans up after a dead shim. While that lasts no shim of the same key is started, for it would have the same files.
   * What cannot be published, because the daemon stops, is left to the next daemon together with the files.
   */
  async cleanUp(shim: Shim): Promise<void> {
    await this.#lock.run(shim.key, () => this.#cleanUp(shim)).catch((error) => this.#logLeft(shim, error));
  }

  /** Kills a shim that does not do as it is told. What it leaves is cleaned up as after any death. */
  async kill(shim: Shim): Promise<void> {
    this.#options.log.warn("killing a shim that does not clean up", { id: shim.record.group });
    await killProcess(shim.record.pid, shim.record.startTime);
  }

  /**
   * Ends shims that serve nothing and whose events have all been published, and lets go of the others: they live on, and
   * the next daemon will connect to them.
   */
  async close(): Promise<void> {
    const unused = this.all().filter((shim) => shim.state === "connected" && !this.#user.isServing(shim));
    const { isOpen } = this.#options.publisher;
    await Promise.all(unused.map((shim) => (isOpen ? this.stopIfUnused(shim) : this.#requestShutdown(shim))));
    for (const shim of this.all()) {
      if (shim.state === "connected" || shim.state === "disconnected") {
        shim.become("left");
      }
      await shim.channel.close();
    }
    await this.#options.zygote?.close();
  }

  get #receiver(): EventReceiver {
    const { publisher, log } = this.#options;
    return { user: this.#user, publisher, log };
  }

  /** Undefined when it must be found out first whether the shim of that key lives. */
  async #tryToAcquire<T>(
    key: string,
    start: () => Promise<Shim>,
    use: (shim: Shim) => T,
  ): Promise<{ readonly value: T } | undefined> {
    const known = this.#shims.get(key);
    if (known?.state === "left") {
      throw unavailable("no shim is started: the daemon is stopping");
    }
    if (known !== undefined && known.state !== "connected") {
      return undefined;
    }
    const shim = known ?? this.adopt(await start());
    try {
      return { value: use(shim) };
    } catch (error) {
      void this.stopIfUnused(shim);
      throw error;
    }
  }

  async #onDisconnected(shim: Shim): Promise<void> {
    this.#user.noteDisconnected(shim);
    if (shim.state === "connected") {
      shim.become("disconnected");
      await this.#reconnectOrCleanUp(shim);
    }
  }

  async #reconnectOrCleanUp(shim: Shim): Promise<void> {
    const isConnected = await this.#reconnect(shim);
    // The daemon may have let go of it meanwhile.
    if (!isConnected && shim.state === "disconnected") {
      shim.become("lost");
      this.#options.log.warn("lost a shim", { id: shim.record.group, namespace: shim.namespace });
      await this.cleanUp(shim);
    }
  }

  /** A connection may end while the shim lives, and that must not cost it its containers. */
  async #reconnect(shim: Shim): Promise<boolean> {
    const { record } = shim;
    if (shim.kind !== "built-in" || !(await retryOnShortage(() => isAlive(record.pid, record.startTime)))) {
      return false;
    }
    const { transport, timeouts, log } = this.#options;
    try {
      const channel = await retryOnShortage(() => connect(transport, record));
      const ctx: Context = { ...background(shim.namespace), deadline: Date.now() + timeouts.load };
      const api = new TaskApi(channel, record.version);
      await api.call(ctx, (task, options) => task.connect({ id: record.group }, options));
      if (shim.state !== "disconnected") {
        await channel.close();
        return false;
      }
      shim.reconnect(channel);
    } catch {
      // The process was dying, and the kernel had not told so yet.
      return false;
    }
    log.warn("reconnected to a shim", { id: record.group, pid: record.pid });
    this.adopt(shim);
    if (!this.#user.isServing(shim)) {
      void this.stopIfUnused(shim);
    }
    return true;
  }

  async #cleanUp(shim: Shim): Promise<void> {
    this.#forget(shim);
    if (shim.kind === "built-in") {
      // It may be stuck rather than dead, and would otherwise write into files that are about to go.
      await killProcess(shim.record.pid, shim.record.startTime);
      await receiveRemainingEvents(shim, this.#receiver);
    }
    await this.#user.cleanUp(shim);
    await this.#options.publisher.flushed();
    if (shim.kind === "foreign") {
      removeForeignSocket(shim.record.address);
    }
    removeShimFiles(shim.paths);
  }

  async #stopIfUnused(shim: Shim): Promise<void> {
    if (shim.state !== "connected" || this.#user.isServing(shim)) {
      return;
    }
    shim.become("stopping");
    this.#forget(shim);
    if (shim.kind !== "attached") {
      await this.#shutDown(shim);
    }
    await shim.channel.close();
    shim.become("stopped");
    if (shim.kind === "built-in") {
      await receiveRemainingEvents(shim, this.#receiver);
    }
    await this.#options.publisher.flushed();
    removeShimFiles(shim.paths);
  }

  async #shutDown(shim: Shim): Promise<void> {
    const { timeouts, log } = this.#options;
    await this.#requestShutdown(shim);
    const hasEnded = await Promise.race([
      shim.channel.closed.then(() => true),
      sleep(timeouts.shutdown, false, { ref: false }),
    ]);
    if (!hasEnded && shim.kind === "built-in") {
      log.warn("a shim does not end when it is told to", { id: shim.record.group, pid: shim.record.pid });
      await killProcess(shim.record.pid, shim.record.startTime);
    }
  }

  async #requestShutdown(shim: Shim): Promise<void> {
    const deadline = Date.now() + this.#options.timeouts.shutdown;
    const ctx: Context = { ...background(shim.namespace), deadline };
    // The shim may end before it answers.
    await shim.api
      .call(ctx, (api, options) => api.shutdown({ id: shim.record.group }, options))
      .catch(() => {});
  }

  #forget(shim: Shim): void {
    if (this.#shims.get(shim.key) === shim) {
      this.#shims.delete(shim.key);
    }
  }

  #logLeft(shim: Shim, error: unknown): void {
    const fields = { id: shim.record.group, namespace: shim.namespace, error };
    if (isKind(error, "unavailable")) {
      this.#options.log.info("the files of a shim are left to the next daemon", fields);
    } else {
      this.#options.log.error("clean-up of a shim failed", fields);
    }
  }
}
