// A running shim: the listener that it inherited, the services on it, and the rules by which it ends. It has a life of its
// own: it may serve no task, one, or tasks that have nothing to do with each other.
import { readlinkSync, rmSync } from "node:fs";
import { listenerFd, shimFiles } from "../core/shim-record.ts";
import { setCloseOnExec } from "../linux/fd.ts";
import { peerOf } from "../linux/peer.ts";
import { becomeSubreaper, createSchedulingCookie, processId, setProcessName } from "../linux/process.ts";
import { Router } from "../rpc/handler.ts";
import { createBunTransport } from "../rpc/transport/bun.ts";
import type { Duplex } from "../rpc/transport/duplex.ts";
import { TtrpcServer } from "../rpc/ttrpc/server.ts";
import type { Flags } from "./command/flags.ts";
import type { Publisher } from "./events/events.ts";
import { Journal } from "./events/journal.ts";
import { releaseMemoryWhenIdle } from "./idle-memory.ts";
import { logsService } from "./logs.ts";
import { adjustOomScore } from "./placement.ts";
import { Reaper } from "./reaper.ts";
import { report } from "./report.ts";
import { TaskServer } from "./service.ts";

/**
 * How long a shim stays without a connection and without a task, in ms. A daemon that started a shim and died before it
 * connected, or that will never come back, must not leave it behind.
 */
const idleTimeout = 10_000;

/** How long the daemon may take to acknowledge the last events, in ms. */
const flushTimeout = 1_000;

/** Why the shim ends. */
type Ending = "shutdown" | "idle" | "signal";

/**
 * Serves until the shim ends. With the flag `-socket` the daemon is a foreign one: it gets its events by ttrpc, and the shim
 * removes the socket's file.
 */
export async function serve(flags: Flags, listener = listenerFd, daemon = process.ppid): Promise<number> {
  setProcessName("tsrt-shim");
  becomeSubreaper();
  setCloseOnExec(listener);
  catchStrayErrors();
  const { namespace, socket } = flags.values;
  if (socket === "") {
    if ((process.env.SCHED_CORE ?? "") !== "") {
      createSchedulingCookie();
    }
    adjustOomScore(daemon, processId());
    await new Shim(flags, new Journal(shimFiles.journal, namespace)).run(listener);
    return 0;
  }
  const { Forwarder } = await import("./events/forward.ts");
  const shim = new Shim(flags, new Forwarder(process.env.TTRPC_ADDRESS ?? "", namespace));
  await shim.run(listener, () => rmSync(socket, { force: true }));
  return 0;
}

/** A shim must outlive its own faults, because its containers need it. */
function catchStrayErrors(): void {
  process.on("uncaughtException", (error) => report("error", "uncaught exception", error));
  process.on("unhandledRejection", (error) => report("error", "unhandled rejection", error));
}

export class Shim {
  readonly #publisher: Publisher;
  readonly #reaper = new Reaper();
  readonly #taskServer: TaskServer;
  readonly #connections: TtrpcServer;
  readonly #ending = Promise.withResolvers<Ending>();
  #idleTimer: Timer | undefined;

  constructor(flags: Flags, publisher: Publisher) {
    this.#publisher = publisher;
    this.#taskServer = new TaskServer({
      namespace: flags.values.namespace,
      runtimeRoot: flags.values["runtime-root"],
      publisher,
      reaper: this.#reaper,
      onShutdown: () => this.#ending.resolve("shutdown"),
      onEmpty: () => this.#watchIdle(),
    });
    const router = new Router();
    for (const registration of this.#taskServer.registrations()) {
      router.add(registration);
    }
    router.add(logsService(this.#taskServer.tasks));
    if (publisher instanceof Journal) {
      router.add(publisher.registration());
    }
    const uid = process.getuid?.();
    this.#connections = new TtrpcServer({
      router,
      allow: (peer) => peer.uid === uid,
      interceptors: [(call, run) => run(call.ctx).finally(releaseMemoryWhenIdle)],
      onIdle: () => this.#watchIdle(),
    });
  }

  accept(duplex: Duplex): void {
    this.#connections.accept(duplex);
  }

  /** `onEnding` is called before the listener is closed: afterwards another shim may have the socket's name. */
  async run(listenerFd: number, onEnding = (): void => {}): Promise<void> {
    this.#reaper.start();
    process.on("SIGTERM", () => this.#ending.resolve("signal"));
    process.on("SIGINT", () => this.#ending.resolve("signal"));
    const transport = createBunTransport({ peerOf });
    const listener = await transport.listen({ fd: listenerFd }, (duplex) => this.#connections.accept(duplex));
    this.#watchIdle();
    const ending = await this.#ending.promise;
    onEnding();
    await listener.close();
    if (ending !== "idle") {
      await this.#publisher.flush(flushTimeout);
    }
    await this.#connections.close(flushTimeout);
    this.#reaper.stop();
  }

  /** Ends the shim when it has been idle for long. Looks again and again as long as nobody is connected. */
  #watchIdle(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => {
      if (this.#connections.connections > 0) {
        return;
      }
      if (this.#taskServer.tasks.size === 0 || this.#isAbandoned()) {
        this.#ending.resolve("idle");
      } else {
        this.#watchIdle();
      }
    }, idleTimeout);
  }

  /** Whether no daemon can find the shim any more, because its directory was removed, and nothing runs in it. */
  #isAbandoned(): boolean {
    const isOurs = this.#publisher instanceof Journal;
    return (
      isOurs && readlinkSync("/proc/self/cwd").endsWith(" (deleted)") && this.#taskServer.tasks.areStopped
    );
  }
}
