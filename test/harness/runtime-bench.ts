// A runtime over real shims, run from source, with everything in a temporary directory.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { background, type Scoped } from "../../src/context/index.ts";
import { jsonAny, typeUrls } from "../../src/core/any.ts";
import type { Envelope, Events } from "../../src/core/event.ts";
import type { NewTask } from "../../src/core/task.ts";
import { peerOf } from "../../src/linux/peer.ts";
import { createLog } from "../../src/log/index.ts";
import { TaskExit } from "../../src/rpc/gen/event.ts";
import { EventsService } from "../../src/rpc/gen/forward.ts";
import { Router, serve } from "../../src/rpc/handler.ts";
import { bunTransport, createBunTransport } from "../../src/rpc/transport/bun.ts";
import type { Transport } from "../../src/rpc/transport/duplex.ts";
import { TtrpcServer } from "../../src/rpc/ttrpc/server.ts";
import { Runtime } from "../../src/runtime/runtime.ts";
import { EventPublisher } from "../../src/runtime/shims/event-publisher.ts";
import type { ShimSettings } from "../../src/runtime/shims/settings.ts";
import type { ShimManager } from "../../src/runtime/shims/shim-manager.ts";
import { noteForeignExits } from "../../src/runtime/tasks/foreign-exits.ts";
import { loadTasks } from "../../src/runtime/tasks/load-tasks.ts";
import { TaskManager } from "../../src/runtime/tasks/task-manager.ts";

/** A bus that remembers every event that was published. A subscriber gets those that come after it. */
export class RecordingEvents implements Events {
  readonly published: Envelope[] = [];
  readonly #listeners = new Set<(envelope: Envelope) => void>();

  publish(): void {
    throw new Error("the runtime only forwards");
  }

  forward(envelope: Envelope): void {
    this.published.push(envelope);
    for (const listener of this.#listeners) {
      listener(envelope);
    }
  }

  async drain(): Promise<void> {}

  async *subscribe(): AsyncGenerator<Envelope> {
    const queue: Envelope[] = [];
    let wake = Promise.withResolvers<void>();
    this.#listeners.add((envelope) => {
      queue.push(envelope);
      wake.resolve();
    });
    for (;;) {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        yield next;
      }
      await wake.promise;
      wake = Promise.withResolvers();
    }
  }

  /** The topics of the events about a container, in the order of their publication. */
  topics(id: string): string[] {
    return this.published.filter((envelope) => idOf(envelope) === id).map(({ topic }) => topic);
  }

  exitCodes(id: string): number[] {
    return this.published
      .filter((envelope) => envelope.topic === "/tasks/exit" && idOf(envelope) === id)
      .map(({ event }) => TaskExit.decode(event.value).exitStatus);
  }
}

/** The id of the container that an event of a task is about: field 1 of each, which comes first in the encoding. */
function idOf({ event }: Envelope): string {
  const [, length = 0] = event.value;
  return Buffer.from(event.value.subarray(2, 2 + length)).toString();
}

export interface TestRuntime {
  readonly runtime: Runtime;
  readonly tasks: TaskManager;
  readonly shims: ShimManager;
  readonly events: RecordingEvents;
  /** Opens by itself after `replayMillis`. */
  readonly publisher: EventPublisher;
}

export class TestBench {
  readonly directory: string;
  readonly rootfs: string;
  readonly ctx: Scoped = background("testing");
  /** The transport by which the daemon reaches shims. A test may wrap it. */
  transport: Transport = createBunTransport({ peerOf });
  readonly #settings: ShimSettings;

  /** Makes a new directory, unless it is given the one of a process that died. */
  constructor(directory?: string) {
    this.directory = directory ?? mkdtempSync(join(tmpdir(), "tr-"));
    this.rootfs = join(this.directory, "rootfs");
    if (directory === undefined) {
      makeRootfs(this.rootfs);
    }
    this.#settings = {
      command: process.env.TSRT_TEST_EXECUTABLE
        ? [process.env.TSRT_TEST_EXECUTABLE]
        : [process.execPath, resolve(import.meta.dir, "../../src/main.ts")],
      grpcAddress: join(this.directory, "grpc.sock"),
      ttrpcAddress: join(this.directory, "ttrpc.sock"),
      runtimeRoot: join(this.directory, "runc"),
      env: [],
      isDebug: false,
    };
  }

  get sockets(): string {
    return join(this.directory, "s");
  }

  get state(): string {
    return join(this.directory, "state");
  }

  /** Does what a daemon does when it starts: finds the shims and tasks that earlier ones left. */
  async start(
    events = new RecordingEvents(),
    replayMillis = 0,
    cleanupMillis = 10_000,
  ): Promise<TestRuntime> {
    const settings = this.#settings;
    const log = createLog({ level: process.env.TSRT_TEST_LOG ? "debug" : "fatal", format: "text" });
    const roots = { root: join(this.directory, "root"), state: this.state };
    const timeouts = { load: 5000, cleanup: 10_000, shutdown: 3000, state: 2000 };
    const publisher = new EventPublisher(events, log);
    const options = {
      ...{ settings, log, roots, timeouts, publisher, transport: this.transport, sockets: this.sockets },
      zygote: undefined,
      daemonVersion: "2.0.0",
      binaries: {},
      undoTimeout: cleanupMillis,
      moves: undefined,
    };
    const tasks = new TaskManager(options);
    noteForeignExits(events, tasks.table, log).catch(() => {});
    await loadTasks({ ...options, tasks });
    setTimeout(() => publisher.open(), replayMillis);
    return { runtime: new Runtime(tasks, options), tasks, shims: tasks.shims, events, publisher };
  }

  /** Serves the socket that foreign shims send their events to, until it is disposed. */
  async serveEvents(events: RecordingEvents): Promise<AsyncDisposable> {
    const router = new Router();
    router.add(
      serve(EventsService, {
        forward: async (_ctx, { envelope }) => {
          const { timestamp, namespace, topic, event } = envelope ?? {};
          if (timestamp && namespace && topic && event) {
            events.forward({ timestamp, namespace, topic, event });
          }
          return {};
        },
      }),
    );
    const server = new TtrpcServer({ router });
    const path = this.#settings.ttrpcAddress;
    const listener = await bunTransport.listen({ path }, (duplex) => server.accept(duplex));
    return {
      async [Symbol.asyncDispose]() {
        await listener.close();
        await server.close(0);
      },
    };
  }

  /** Does what the death of a daemon does: its connections drop, and shims that serve something live on. */
  async crash({ shims }: TestRuntime): Promise<void> {
    await shims.close();
  }

  task(id: string, script: string, change: Partial<NewTask> = {}, annotations = {}): NewTask {
    return {
      id,
      runtime: "io.containerd.runc.v2",
      spec: jsonAny(typeUrls.spec, specOf(`${basename(this.directory)}-${id}`, script, annotations)),
      rootfs: [{ type: "bind", source: this.rootfs, target: "", options: ["rbind", "rw"] }],
      ...{ stdin: "", stdout: "", stderr: "", terminal: false },
      ...change,
    };
  }

  /** Ends all tasks, also those that a failed test left, and removes the directory. */
  async dispose(): Promise<void> {
    const left = await this.start();
    for (const { containerId } of await left.runtime.list(this.ctx)) {
      await left.runtime.kill(this.ctx, containerId, "", 9, true).catch(() => {});
      await left.runtime.wait(this.ctx, containerId, "");
      await left.runtime.delete(this.ctx, containerId);
    }
    const end = Date.now() + 5000;
    while (readdirSync(this.sockets).length > 0 && Date.now() < end) {
      await Bun.sleep(20);
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function makeRootfs(path: string): void {
  for (const name of ["bin", "proc", "dev", "sys", "tmp"]) {
    mkdirSync(join(path, name), { recursive: true });
  }
  cpSync("/bin/busybox", join(path, "bin/busybox"));
  symlinkSync("busybox", join(path, "bin/sh"));
}

/** Everything in the machine that belongs to a bench: processes, mounts, cgroups, states of runc, files of shims and tasks. */
export function leftoversOf(bench: TestBench): string[] {
  const name = basename(bench.directory);
  const left: string[] = [];
  for (const pid of list("/proc").filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)) {
    const line = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
    if (line.includes(name) || read(`/proc/${pid}/cgroup`).includes(name)) {
      left.push(`process ${pid} ${line}`);
    }
  }
  left.push(
    ...read("/proc/self/mountinfo")
      .split("\n")
      .filter((line) => line.includes(name)),
  );
  for (const directory of [
    bench.sockets,
    join(bench.state, "testing"),
    join(bench.directory, "runc/testing"),
  ]) {
    left.push(...list(directory).map((entry) => join(directory, entry)));
  }
  for (const controller of list("/sys/fs/cgroup")) {
    const directory = join("/sys/fs/cgroup", controller);
    left.push(
      ...list(directory)
        .filter((entry) => entry.startsWith(name))
        .map((entry) => join(directory, entry)),
    );
  }
  return left;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function specOf(name: string, script: string, annotations: Record<string, string>): object {
  return {
    ociVersion: "1.0.2",
    process: {
      user: { uid: 0, gid: 0 },
      args: ["/bin/sh", "-c", script],
      env: ["PATH=/bin"],
      cwd: "/",
    },
    root: { path: "rootfs" },
    hostname: name,
    annotations,
    mounts: [{ destination: "/proc", type: "proc", source: "proc" }],
    linux: {
      cgroupsPath: `/${name}`,
      namespaces: ["pid", "ipc", "uts", "mount", "network"].map((type) => ({ type })),
    },
  };
}
