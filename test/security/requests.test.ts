// Noise, hostile names and callers that disconnect, on the sockets of a running daemon and shim, do no harm to others.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { nullIo, withImageConfig } from "../../src/client/index.ts";
import { messageOf } from "../../src/errors/index.ts";
import { connect, image, startDaemon } from "../cli/rig.ts";
import { command, eventually } from "../harness/command.ts";
import { type Daemon, executable } from "../harness/daemon.ts";
import { listTree } from "../harness/tree.ts";
import { shimOf } from "./traces.ts";

let daemon: Daemon;
let shim: number;
let shimSocket: string;
let pid: string;

beforeAll(async () => {
  daemon = await startDaemon({ level: "info" });
  await daemon.ctr("run", "-d", image, "bystander", "sleep", "1000");
  shim = shimOf(daemon, "bystander") ?? 0;
  const folder = daemon.directory.join("state/s");
  const [name = ""] = readdirSync(folder).filter((entry) => !entry.endsWith(".d"));
  shimSocket = `${folder}/${name}`;
  pid = await running();
});
afterAll(() => daemon[Symbol.asyncDispose]());

/** The pid of the container that has nothing to do with it all. */
async function running(): Promise<string> {
  const { stdout } = await daemon.ctr("tasks", "ls");
  return /bystander +(\d+) +RUNNING/.exec(stdout)?.[1] ?? `not running: ${stdout}`;
}

const sockets = (): [string, string, number][] => [
  ["the daemon's gRPC socket", daemon.address, daemon.pid],
  ["the daemon's ttrpc socket", `${daemon.address}.ttrpc`, daemon.pid],
  ["a shim's socket", shimSocket, shim],
];

function noise(length: number): Buffer {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(length)));
}

const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const frame = (length: number, type: number, stream: number): Buffer => {
  const header = Buffer.alloc(10);
  header.writeUInt32BE(length, 0);
  header.writeUInt32BE(stream, 4);
  header[8] = type;
  return header;
};

const garbage: [string, () => Buffer][] = [
  ["random bytes", () => noise(60_000)],
  ["zeros", () => Buffer.alloc(1 << 20)],
  ["HTTP/1", () => Buffer.from("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n{}")],
  ["half a preface", () => preface.subarray(0, 11)],
  ["a preface, then noise", () => Buffer.concat([preface, noise(60_000)])],
  [
    "a preface, then a frame of 16 MiB",
    () => Buffer.concat([preface, Buffer.from("ffffff000000000001", "hex"), noise(60_000)]),
  ],
  ["a ttrpc frame of 4 GiB", () => Buffer.concat([frame(0xffffffff, 1, 1), noise(1 << 20)])],
  [
    "a ttrpc frame of 5 MiB, then a good one",
    () => Buffer.concat([frame(5 << 20, 1, 1), Buffer.alloc(5 << 20), frame(0, 1, 3)]),
  ],
  [
    "ttrpc requests that are no messages",
    () => Buffer.concat([1, 3, 3, 2, 0].map((id) => Buffer.concat([frame(9, 1, id), noise(9)]))),
  ],
];

/** Sends, and closes after a while if the other side does not. */
async function send(path: string, bytes: Buffer): Promise<void> {
  const closed = Promise.withResolvers<void>();
  const socket = await Bun.connect({
    unix: path,
    socket: { data() {}, error() {}, close: () => closed.resolve(), end: () => closed.resolve() },
  });
  socket.write(bytes);
  socket.flush();
  await Promise.race([closed.promise, Bun.sleep(150)]);
  socket.terminate();
}

function memoryOf(process: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${process}/status`, "utf8"))?.[1]) << 10;
}

const descriptorsOf = (process: number): number => readdirSync(`/proc/${process}/fd`).length;

test("noise on the sockets: dropped, memory flat, nobody else notices", async () => {
  for (const [where, path, process] of sockets()) {
    const descriptors = descriptorsOf(process);
    const memory = memoryOf(process);
    await Promise.all(garbage.map(([, make]) => send(path, make())));
    await Promise.all(garbage.map(([, make]) => send(path, make())));
    await eventually("the connections to be gone", () => descriptorsOf(process) <= descriptors + 2);
    expect(memoryOf(process) - memory, where).toBeLessThan(64 << 20);
  }
  expect(await running()).toBe(pid);
  expect((await command([executable, "ttrpc", shimSocket, "list"])).stdout).toContain(
    "containerd.task.v3.Task",
  );
  expect((await command([executable, "ttrpc", `${daemon.address}.ttrpc`, "list"])).stdout).toContain(
    "Events",
  );
});

test("callers that vanish in the middle of calls leave no descriptor", async () => {
  const before = [descriptorsOf(daemon.pid), descriptorsOf(shim)];
  for (let round = 0; round < 20; round++) {
    await using client = await connect(daemon);
    const stop = new AbortController();
    const waits = Array.from({ length: 10 }, () =>
      client.tasks.wait("bystander", "", { signal: stop.signal }),
    );
    const resize = client.tasks.service.resizePty(
      { containerId: "bystander", width: 1, height: 1 },
      client.tasks.call(),
    );
    const events = client.events.subscribe([], { signal: stop.signal })[Symbol.asyncIterator]().next();
    await client.tasks.get("bystander");
    stop.abort();
    await Promise.allSettled([...waits, resize, events]);
  }
  await eventually("all to be released", () => descriptorsOf(daemon.pid) <= (before[0] ?? 0) + 2);
  await eventually("all to be released", () => descriptorsOf(shim) <= (before[1] ?? 0) + 2);
  expect(await running()).toBe(pid);
});

const hostileIds: [string, string][] = [
  ["", "empty"],
  ["a/b", "must match"],
  ["..", "must match"],
  ["../../etc", "must match"],
  [".hidden", "must match"],
  ["a..b", "must match"],
  ["-rf", "must match"],
  ["a b", "must match"],
  ["a\nb", "must match"],
  ["a\0b", "must match"],
  ["аdmin", "must match"],
  ["ａ", "must match"],
  ["x".repeat(77), "greater than maximum length (76 characters)"],
];

test("ids of containers, execs, tasks and namespaces: invalid argument, naming the rule", async () => {
  await using client = await connect(daemon);
  const good = (await client.container("bystander")).record;
  const task = await (await client.container("bystander")).task();
  const process = (await client.container("bystander")).spec().process;
  const said = (call: Promise<unknown>): Promise<string> => call.then(() => "no error", messageOf);
  for (const [id, rule] of hostileIds) {
    const label = JSON.stringify(id);
    expect(await said(client.containers.create({ ...good, id })), `container ${label}`).toContain(rule);
    expect(await said(client.namespaces.create(id)), `namespace ${label}`).toMatch(
      new RegExp(`${RegExp.escape(rule)}.*invalid argument$`),
    );
    if (id !== "") {
      expect(await said(task.exec(id, process as never)), `exec ${label}`).toContain(rule);
    }
    expect(await said(client.tasks.create({ containerId: id })), `task ${label}`).toMatch(
      /not found|invalid argument/,
    );
  }
  // As a header it cannot even hold all of them: what can be sent is checked.
  for (const [id, rule] of hostileIds.filter(([name]) => /^[\x21-\x7e]+$/.test(name))) {
    await using other = await connect(daemon, id);
    expect(await said(other.images.list()), `header ${JSON.stringify(id)}`).toContain(rule);
  }
  expect((await client.namespaces.list()).map(({ name }) => name)).toEqual(["default"]);
});

/** Names that are free text: they are kept as they are, and are never a path. */
const freeText = [
  "../../../../tmp/tsrt-evil",
  "/etc/passwd",
  "a/../../b",
  "..",
  ".",
  "x".repeat(3000),
  "é\n",
  "a'; DROP TABLE images; --",
];

test("names that are free text never become paths", async () => {
  await using client = await connect(daemon);
  const outside = listTree(daemon.directory.join("state/s")).length;
  const { record } = await client.image(image);
  for (const name of freeText) {
    await client.leases.create({ id: name });
    await client.leases.delete(name);
    await client.images.create({ name, target: record.target, labels: {} });
    expect((await client.images.get(name)).name).toBe(name);
    await client.images.delete(name);
    const labels = { "containerd.io/gc.root": "a collection may be due" };
    await client.snapshots("overlayfs").prepare({ key: name, parent: "", labels });
    await client.snapshots("overlayfs").remove(name);
    const writer = await client.content.writer({ ref: name });
    await writer.write(Buffer.from("x"));
    await writer[Symbol.asyncDispose]();
    await client.content.abort(name);
  }
  expect(existsSync("/tmp/tsrt-evil")).toBe(false);
  expect(listTree(daemon.directory.join("state/s")).length).toBe(outside);
  expect(await client.leases.list()).toEqual([]);
});

test.each([
  "sha256:../../../../etc/passwd",
  "sha256:",
  `sha256:${"A".repeat(64)}`,
  `sha256:${"a".repeat(63)}`,
  `../sha256:${"a".repeat(64)}`,
  `md5:${"a".repeat(32)}`,
  `sha256:${"a".repeat(64)}/../x`,
])("the digest %s is refused", async (digest) => {
  await using client = await connect(daemon);
  const said = (call: Promise<unknown>): Promise<string> => call.then(() => "no error", messageOf);
  expect(await said(client.content.info(digest as never))).toMatch(/invalid argument|not found/);
  expect(await said(client.content.readAll(digest as never))).toMatch(/invalid argument|not found/);
  expect(await said(client.content.writer({ ref: "r", expected: digest as never, total: 1 }))).toContain(
    "invalid argument",
  );
});

test("blobs that are shorter, longer or other than was said: an error, the ingest can be aborted, nothing is committed", async () => {
  await using client = await connect(daemon);
  const bytes = Buffer.from("four");
  const digest = `sha256:${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}`;
  const wrong: [Parameters<typeof commitAs>[1], RegExp][] = [
    [{ size: 3 }, /size|unexpected/],
    [{ size: 5 }, /size|unexpected/],
    [{ expected: `sha256:${"0".repeat(64)}` as never }, /digest/],
  ];
  const commitAs = async (ref: string, options: { size?: number; expected?: never }): Promise<string> => {
    await using writer = await client.content.writer({ ref });
    await writer.write(bytes);
    return await writer.commit(options).then(() => "no error", messageOf);
  };
  for (const [index, [options, message]] of wrong.entries()) {
    expect(await commitAs(`wrong-${index}`, options)).toMatch(message);
    await client.content.abort(`wrong-${index}`);
  }
  expect(await client.content.info(digest as never).then(() => "there", messageOf)).toContain("not found");
});

test("specs that are no specs, and what runc would choke on: a clear error, nothing left", async () => {
  await using client = await connect(daemon);
  const spec = [withImageConfig("true")];
  const made = await client.newContainer("spec", {
    image: await client.image(image),
    newSnapshot: true,
    spec,
  });
  const changes: [string, object | string][] = [
    ["no JSON", "{"],
    ["no object", "[]"],
    ["a process of another type", { ...made.spec(), process: 7 }],
    ["a root that is missing", { ...made.spec(), root: undefined }],
    [
      "a mount of a type that there is none of",
      { ...made.spec(), mounts: [{ type: "evil", source: "x", destination: "/x" }] },
    ],
    ["a NUL in an argument", { ...made.spec(), process: { ...made.spec().process, args: ["a\0b"] } }],
    ["deep nesting", `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`],
  ];
  for (const [name, value] of changes) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    await client.containers.update(
      { ...made.record, spec: { ...made.record.spec, value: Buffer.from(text) } },
      ["spec"],
    );
    const container = await client.container("spec");
    const outcome = await container.newTask(nullIo).then(
      async (task) => {
        const failed = await task.start().then(() => "no error", messageOf);
        await task.delete().catch(() => {});
        return failed;
      },
      (error: unknown) => messageOf(error),
    );
    expect(outcome, name).not.toBe("no error");
    expect(outcome.length, name).toBeLessThan(4000);
    expect(
      (await client.tasks.list()).map(({ containerId }) => containerId),
      name,
    ).toEqual(["bystander"]);
  }
  await (await client.container("spec")).delete({ snapshot: true });
  expect(await running()).toBe(pid);
});
