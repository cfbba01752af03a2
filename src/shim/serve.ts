// A running shim: a listener it inherited, the services on it, and when it is over.
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
import { adjustOomScore } from "./command/placement.ts";
import type { Publisher } from "./events/events.ts";
import { Journal } from "./events/journal.ts";
import { restSoon } from "./idle-memory.ts";
import { report } from "./report.ts";
import { Tasks } from "./service.ts";
import { Reaper } from "./tasks/reaper.ts";

/** A daemon that started a shim and died before it connected, or that will never come back, must not leave it behind. */
const idleTimeout = 10_000;

/** How long the daemon may take to acknowledge the last events. */
const flushTimeout = 1_000;

/** Why the shim ends. */
type Ending = "shutdown" | "idle" | "signal";

/** With `-socket` it serves a foreign daemon, whose events go by ttrpc, and the socket's file is the shim's to remove. */
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

/** A shim must outlive its own mistakes: its containers need it. */
function catchStrayErrors(): void {
  process.on("uncaughtException", (error) => report("error", "uncaught exception", error));
  process.on("unhandledRejection", (error) => report("error", "unhandled rejection", error));
}

export class Shim {
  readonly #publisher: Publisher;
  readonly #reaper = new Reaper();
  readonly #tasks: Tasks;
  readonly #server: TtrpcServer;
  readonly #ending = Promise.withResolvers<Ending>();
  #idleTimer: Timer | undefined;

  constructor(flags: Flags, publisher: Publisher) {
    this.#publisher = publisher;
    this.#tasks = new Tasks({
      namespace: flags.values.namespace,
      runtimeRoot: flags.values["runtime-root"],
      publisher,
      reaper: this.#reaper,
      onShutdown: () => this.#ending.resolve("shutdown"),
      onEmpty: () => this.#watchIdle(),
    });
    const router = new Router();
    for (const registration of this.#tasks.registrations()) {
      router.add(registration);
    }
    if (publisher instanceof Journal) {
      router.add(publisher.registration());
    }
    const uid = process.getuid?.();
    this.#server = new TtrpcServer({
      router,
      allow: (peer) => peer.uid === uid,
      interceptors: [(call, run) => run(call.ctx).finally(restSoon)],
      onIdle: () => this.#watchIdle(),
    });
  }

  accept(duplex: Duplex): void {
    this.#server.accept(duplex);
  }

  /** `onEnding` is called before the listener is closed: after that another shim may have the socket's name. */
  async run(listenerFd: number, onEnding = (): void => {}): Promise<void> {
    this.#reaper.start();
    process.on("SIGTERM", () => this.#ending.resolve("signal"));
    process.on("SIGINT", () => this.#ending.resolve("signal"));
    const transport = createBunTransport({ peerOf });
    const listener = await transport.listen({ fd: listenerFd }, (duplex) => this.#server.accept(duplex));
    this.#watchIdle();
    const ending = await this.#ending.promise;
    onEnding();
    await listener.close();
    if (ending !== "idle") {
      await this.#publisher.flush(flushTimeout);
    }
    await this.#server.close(flushTimeout);
    this.#reaper.stop();
  }

  /** Looks again and again as long as nobody is connected: what it waits for may never come. */
  #watchIdle(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => {
      if (this.#server.connections > 0) {
        return;
      }
      if (this.#tasks.size === 0 || this.#isAbandoned()) {
        this.#ending.resolve("idle");
      } else {
        this.#watchIdle();
      }
    }, idleTimeout);
  }

  /** Its directory is gone, by which alone a daemon could find it, and nothing runs any more. */
  #isAbandoned(): boolean {
    const isOurs = this.#publisher instanceof Journal;
    return isOurs && readlinkSync("/proc/self/cwd").endsWith(" (deleted)") && this.#tasks.areStopped;
  }
}
