// A daemon of its own process: how it starts, refuses to start, says it is ready, and stops.
import { afterAll, expect, test } from "bun:test";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DaemonProcesses, logUntil, outcome } from "../../test/harness/daemon-process.ts";
import { errnoOf, messageOf } from "../errors/index.ts";
import { address, check, syscall } from "../linux/libc.ts";
import { number } from "../linux/number.ts";
import { stub } from "../rpc/channel.ts";
import { EventsService } from "../rpc/gen/events.ts";
import { HealthService } from "../rpc/gen/health.ts";
import { IntrospectionService } from "../rpc/gen/introspection.ts";
import { grpcChannel } from "../rpc/grpc/client.ts";
import { bunTransport } from "../rpc/transport/bun.ts";

const processes = new DaemonProcesses();
const { top } = processes;
afterAll(() => processes[Symbol.asyncDispose]());
const place = (config?: string, plugins?: string) => processes.place(config, plugins);
const spawn = (args: readonly string[], env?: Record<string, string>) => processes.spawn(args, env);

const clientAt = async (path: string) => grpcChannel(await bunTransport.connect({ path }));

/** A bound datagram socket, as a service manager has it. */
class Datagrams {
  readonly #fd: number;

  constructor(path: string) {
    const nonblocking = 0o4000;
    const datagram = 2;
    const target = new Uint8Array([1, 0, ...Buffer.from(path), 0]);
    this.#fd = check(syscall(number.socket, 1, datagram | nonblocking, 0), "socket");
    check(syscall(number.bind, this.#fd, address(target), target.length), "bind");
  }

  async next(): Promise<string> {
    const buffer = Buffer.alloc(4096);
    for (let turn = 0; turn < 500; turn++) {
      try {
        return buffer.toString("utf8", 0, readSync(this.#fd, buffer));
      } catch {
        await Bun.sleep(10);
      }
    }
    throw new Error("no datagram came");
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** The system call changes the ids of the calling thread only; the kernel notes them at connect. */
async function asNobody<T>(action: () => Promise<T>): Promise<T> {
  check(syscall(number.setresuid, -1, 65534, -1), "setresuid");
  try {
    return await action();
  } finally {
    check(syscall(number.setresuid, -1, 0, -1), "setresuid");
  }
}

test("starts, answers, refuses a second one, tells the service manager, stops with 0", async () => {
  const here = place();
  const notified = join(here.path, "notify");
  const messages = new Datagrams(notified);
  const daemon = spawn([...here.args, "--log-format", "json"], { NOTIFY_SOCKET: notified });
  const reader = daemon.stderr.getReader();
  const log = await logUntil(reader, '"msg":"ready"');
  for (const line of log.trim().split("\n")) {
    expect(JSON.parse(line)).toHaveProperty("level");
  }
  expect(await messages.next()).toBe("READY=1");
  expect(statSync(here.socket).mode & 0o777).toBe(0o660);
  expect(statSync(`${here.socket}.ttrpc`).mode & 0o777).toBe(0o600);

  await using channel = await clientAt(here.socket);
  const health = await stub(channel, HealthService).check({ service: "" });
  expect(health.status).toBe(1);
  const server = await stub(channel, IntrospectionService).server({});
  expect(server.pid).toBe(daemon.pid);
  expect(server.uuid).toBe(readFileSync(join(here.path, "root/uuid"), "utf8"));

  const second = await outcome(spawn(here.args));
  expect(second.status).toBe(1);
  expect(second.stderr).toContain(`root ${here.path}/root is in use by another daemon (pid ${daemon.pid})`);

  daemon.kill("SIGUSR1");
  const dumped = await logUntil(reader, "dump: calls");
  expect(dumped).toContain("dump: event loop");
  expect(dumped).toContain('"plugin":"io.containerd.grpc.v1.version","state":"ok"');

  daemon.kill("SIGTERM");
  expect(await daemon.exited).toBe(0);
  expect(await messages.next()).toBe("STOPPING=1");
  messages.close();
  expect(existsSync(here.socket)).toBe(false);
  expect(existsSync(`${here.socket}.ttrpc`)).toBe(false);
});

test("starts again over what kill -9 left, with the same uuid; SIGINT stops it too", async () => {
  const here = place();
  const first = spawn(here.args);
  await logUntil(first.stderr.getReader(), 'msg="ready"');
  const uuid = readFileSync(join(here.path, "root/uuid"), "utf8");
  first.kill("SIGKILL");
  await first.exited;
  expect(existsSync(here.socket)).toBe(true);
  const second = spawn(here.args);
  await logUntil(second.stderr.getReader(), 'msg="ready"');
  await using channel = await clientAt(here.socket);
  expect((await stub(channel, IntrospectionService).server({})).uuid).toBe(uuid);
  second.kill("SIGINT");
  expect(await second.exited).toBe(0);
});

test("an open stream does not hold up the stop", async () => {
  const here = place('[timeouts]\n"io.tsrt.timeout.shutdown" = "1h"\n');
  const daemon = spawn(here.args);
  await logUntil(daemon.stderr.getReader(), 'msg="ready"');
  const channel = await clientAt(here.socket);
  const events = stub(channel, EventsService).subscribe({ filters: [] })[Symbol.asyncIterator]();
  const pending = events.next().catch(messageOf);
  // Answered on the same connection after the stream was opened.
  await stub(channel, HealthService).check({ service: "" });
  daemon.kill("SIGTERM");
  expect(await daemon.exited).toBe(0);
  expect(await pending).toContain("unavailable");
});

/** The daemon may be quicker than the connection is told to be one. */
function expectReset(error: unknown): undefined {
  expect(errnoOf(error)).toBe("ECONNRESET");
}

test("refuses a peer of another uid on the ttrpc socket, whatever the file's mode", async () => {
  const here = place();
  const daemon = spawn(here.args);
  const reader = daemon.stderr.getReader();
  await logUntil(reader, 'msg="ready"');
  for (const directory of [top, here.path]) {
    chmodSync(directory, 0o711);
  }
  chmodSync(`${here.socket}.ttrpc`, 0o666);
  const stranger = await asNobody(() => bunTransport.connect({ path: `${here.socket}.ttrpc` })).catch(
    expectReset,
  );
  if (stranger !== undefined) {
    const closed = Promise.withResolvers<void>();
    stranger.start({ data() {}, drain() {}, end: () => stranger.end(), close: () => closed.resolve() });
    await closed.promise;
  }
  expect(await logUntil(reader, "refused a ttrpc connection")).toContain("65534");
  daemon.kill("SIGTERM");
  expect(await daemon.exited).toBe(0);
});

test("a stop during the start ends it too", async () => {
  const here = place();
  const daemon = spawn(here.args);
  await logUntil(daemon.stderr.getReader(), "starting tsrt");
  daemon.kill("SIGTERM");
  expect(await daemon.exited).toBe(0);
});

test("a stop does not wait for a plugin that hangs in its start", async () => {
  const here = place(`plugin_dir = "${top}/hanging"\n`, "");
  mkdirSync(join(top, "hanging"));
  writeFileSync(
    join(top, "hanging/hangs.ts"),
    `import { plugin, slot } from "tsrt/plugin";
     const Thing = slot<object>("io.user.thing.v1");
     export default plugin(Thing, "hangs", {
       start: ({ log }) => { log.info("hanging"); return new Promise(() => {}); },
     });`,
  );
  const daemon = spawn(here.args);
  await logUntil(daemon.stderr.getReader(), 'msg="hanging"');
  daemon.kill("SIGTERM");
  expect(await daemon.exited).toBe(0);
});

test("a plugin that hangs in its start is given up after its time, with a line that names it", async () => {
  const timeout = '[timeouts]\n"io.tsrt.timeout.plugin.start" = "1s"\n';
  const here = place(`plugin_dir = "${top}/stuck"\n${timeout}`, "");
  mkdirSync(join(top, "stuck"));
  writeFileSync(
    join(top, "stuck/stuck.ts"),
    `import { plugin, slot } from "tsrt/plugin";
     export default plugin(slot("io.user.thing.v1"), "stuck", { start: () => new Promise(() => {}) });`,
  );
  const daemon = spawn(here.args);
  const log = await logUntil(daemon.stderr.getReader(), 'msg="ready"');
  expect(log).toContain(`msg="starting a user's plugin" plugin=io.user.thing.v1.stuck`);
  expect(log).toContain("plugin io.user.thing.v1.stuck did not start within 1s");
  daemon.kill("SIGTERM");
  expect(await daemon.exited).toBe(0);
});

test("refuses a damaged database, says where it is, and leaves it as it was", async () => {
  const here = place();
  const database = join(here.path, "root/io.containerd.metadata.v1.sqlite/meta.db");
  mkdirSync(dirname(database), { recursive: true });
  writeFileSync(database, "this is no database".repeat(1000));
  const refused = await outcome(spawn(here.args));
  expect(refused.status).toBe(1);
  expect(refused.stderr.trim().split("\n").at(-1)).toContain(database);
  expect(readFileSync(database, "utf8")).toBe("this is no database".repeat(1000));
  expect(existsSync(here.socket)).toBe(false);
});

test("refuses what it cannot start with, in one line", async () => {
  const here = place();
  writeFileSync(join(here.path, "root"), "a file");
  const unwritable = await outcome(spawn(here.args));
  expect(unwritable.status).toBe(1);
  expect(unwritable.stderr).toContain(`tsrt daemon: cannot use ${here.path}/root as root: `);

  const bad = place('[plugins."io.containerd.gc.v1.scheduler"]\npause_threshold = 3.0\n');
  const refused = await outcome(spawn(bad.args));
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain(
    `${bad.path}/config.toml: plugins."io.containerd.gc.v1.scheduler".pause_threshold: must be at most 0.5, not 3`,
  );

  const required = place('required_plugins = ["io.containerd.snapshotter.v1.tape"]\n');
  const missing = await outcome(spawn(required.args));
  expect(missing.stderr).toContain(
    "tsrt daemon: required plugin io.containerd.snapshotter.v1.tape: not found",
  );

  const flag = await outcome(spawn(["--colour"]));
  expect([flag.status, flag.stderr]).toEqual([1, expect.stringContaining("--colour")]);
});

test("prints its configuration, and reads it back", async () => {
  const print = (...args: string[]): string => {
    const main = join(import.meta.dir, "../main.ts");
    const result = Bun.spawnSync([process.execPath, main, "daemon", ...args]);
    expect(result.exitCode).toBe(0);
    return result.stdout.toString();
  };
  const defaults = print("config", "default");
  expect(defaults).toContain('[plugins."io.containerd.gc.v1.scheduler"]');
  const file = join(top, "default.toml");
  writeFileSync(file, defaults);
  expect(print("-c", file, "config", "dump")).toBe(defaults);
  const old = join(top, "old.toml");
  writeFileSync(old, 'version = 2\n[grpc]\naddress = "/a.sock"\n');
  expect(print("-c", old, "config", "migrate")).toBe(
    'version = 4\n\n[plugins."io.containerd.server.v1.grpc"]\naddress = "/a.sock"\n\n[plugins."io.containerd.server.v1.ttrpc"]\naddress = "/a.sock.ttrpc"\n',
  );
});
