// The daemon's small parts, each against the real kernel.
import { afterAll, expect, test } from "bun:test";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { background } from "../context/index.ts";
import { messageOf } from "../errors/index.ts";
import { closeFd } from "../linux/fd.ts";
import { tryLock } from "../linux/lock.ts";
import { listenUnix } from "../linux/unix-socket.ts";
import { createLog } from "../log/index.ts";
import { TasksService } from "../rpc/gen/tasks.ts";
import { createBunTransport } from "../rpc/transport/bun.ts";
import { Activity } from "./activity.ts";
import { daemonUuid, makeDirectories } from "./directories.ts";
import { lockDirectory } from "./lock.ts";
import { LoopWatch } from "./loop.ts";
import { listenSocket } from "./socket.ts";

const directory = mkdtempSync(join(tmpdir(), "tsrt-d-"));
afterAll(() => rmSync(directory, { recursive: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o7777;
const failure = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return messageOf(error);
  }
  throw new Error("did not fail");
};

test("root is 0700 and state 0711, also when they were wider", () => {
  const [root, state] = [join(directory, "a/root"), join(directory, "a/state")];
  mkdirSync(root, { recursive: true });
  chmodSync(root, 0o755);
  const umask = process.umask(0o077);
  makeDirectories(root, state);
  process.umask(umask);
  expect([modeOf(root), modeOf(state)]).toEqual([0o700, 0o711]);
});

test("a root that is a file, and one below a file, are named", () => {
  const file = join(directory, "file");
  writeFileSync(file, "");
  expect(failure(() => makeDirectories(file, join(directory, "s")))).toStartWith(
    `cannot use ${file} as root: `,
  );
  expect(failure(() => makeDirectories(join(directory, "r"), `${file}/s`))).toStartWith(
    `cannot use ${file}/s as state: `,
  );
});

test("a state directory too long for shims' sockets is refused before anything is made", () => {
  const long = join(directory, "x".repeat(80));
  expect(failure(() => makeDirectories(join(directory, "never"), long))).toContain("at most 100 fit");
  expect(existsSync(join(directory, "never"))).toBe(false);
});

test("root and state must differ", () => {
  expect(failure(() => makeDirectories(directory, directory))).toContain("must be different directories");
});

test("the uuid is made once", () => {
  const first = daemonUuid(directory);
  expect(first).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
  expect(daemonUuid(directory)).toBe(first);
});

test("a second lock of a directory is refused and names it and its holder; a released one is free", async () => {
  const lock = await lockDirectory("root", directory);
  const refusal = await lockDirectory("root", directory).catch(messageOf);
  expect(refusal).toBe(
    `root ${directory} is in use by another daemon (pid ${process.pid}): failed precondition`,
  );
  lock.release();
  (await lockDirectory("root", directory)).release();
});

test("a lock that a dead daemon's child still holds is waited for", async () => {
  const path = join(directory, "lock");
  writeFileSync(path, `${Bun.spawnSync(["true"]).pid}\n`);
  const held = openSync(path, "r");
  expect(tryLock(held)).toBe(true);
  const locking = lockDirectory("root", directory);
  setTimeout(() => closeSync(held), 50);
  (await locking).release();
});

test("a socket has its mode, replaces a stale file, and goes with its listener", async () => {
  const path = join(directory, "s.sock");
  const options = { path, uid: 0, gid: 0, mode: 0o660 };
  closeFd(listenUnix(path));
  const transport = createBunTransport();
  const accepted = Promise.withResolvers<void>();
  const listener = await listenSocket(transport, options, (duplex) => {
    duplex.start({ data() {}, drain() {}, end() {}, close() {} });
    duplex.destroy();
    accepted.resolve();
  });
  expect(modeOf(path)).toBe(0o660);
  const client = await transport.connect({ path });
  client.start({ data() {}, drain() {}, end() {}, close() {} });
  await accepted.promise;
  client.destroy();
  await expect(listenSocket(transport, options, () => {})).rejects.toThrow(
    `socket ${path} is in use by another process`,
  );
  await listener.close();
  expect(existsSync(path)).toBe(false);
});

test("a socket's successor is left alone, and so is what is no socket", async () => {
  const path = join(directory, "n.sock");
  const transport = createBunTransport();
  const listener = await listenSocket(transport, { path, uid: 0, gid: 0, mode: 0o600 }, () => {});
  rmSync(path);
  writeFileSync(path, "mine");
  await listener.close();
  expect(existsSync(path)).toBe(true);
  const options = { path, uid: 0, gid: 0, mode: 0o600 };
  await expect(listenSocket(transport, options, () => {})).rejects.toThrow("is not a socket");
  await expect(
    listenSocket(transport, { ...options, path: `/tmp/${"x".repeat(120)}` }, () => {}),
  ).rejects.toThrow("has more than 107 bytes");
});

test.each([
  ["owner", { uid: 2 ** 40 }, createBunTransport()],
  ["listener", {}, { ...createBunTransport(), listen: () => Promise.reject(new Error("no listener")) }],
])(
  "a socket whose %s cannot be set leaves neither its file nor a descriptor",
  async (_, change, transport) => {
    const path = join(directory, "left.sock");
    const sockets = (): string[] => readlinksOf("/proc/self/fd").filter((link) => link.startsWith("socket:"));
    const before = sockets();
    const options = { path, uid: 0, gid: 0, mode: 0o600, ...change };
    await expect(listenSocket(transport, options, () => {})).rejects.toThrow();
    expect(existsSync(path)).toBe(false);
    expect(sockets()).toEqual(before);
  },
);

function readlinksOf(directory: string): string[] {
  return readdirSync(directory).flatMap((name) => {
    try {
      return [readlinkSync(join(directory, name))];
    } catch {
      // It was that of the reading.
      return [];
    }
  });
}

test("a stall is logged with what ran, and counted", async () => {
  const lines: string[] = [];
  const activity = new Activity();
  const loop = new LoopWatch(
    createLog({ level: "warn", format: "text", sink: (line) => lines.push(line) }),
    activity,
  );
  loop.start();
  // By now it sleeps, and wakes up with what begins.
  await Bun.sleep(120);
  const end = activity.begin("a long sum");
  Bun.sleepSync(250);
  end();
  // A busy machine may stall the loop as well, before or after.
  const named = (): string[] => lines.filter((line) => line.includes("a long sum"));
  while (named().length === 0) {
    await Bun.sleep(10);
  }
  await Bun.sleep(120);
  loop.stop();
  expect(named()).toHaveLength(1);
  const [, millis] = /event loop stalled.*a long sum \((\d+) ms\)/.exec(named()[0] ?? "") ?? [];
  expect(Number(millis)).toBeGreaterThanOrEqual(249);
  const { stalls, maxMillis, samples, buckets } = loop.delay();
  expect(stalls).toBe(lines.length);
  expect(maxMillis).toBeGreaterThan(100);
  expect(buckets.find((bucket) => bucket.millis === 100)?.samples).toBe(samples - stalls);
});

test("a stop waits for calls, not for those that last as long as somebody else", async () => {
  const activity = new Activity();
  activity.begin("subscribe", true);
  const peer = {};
  const method = TasksService.methods.wait;
  const exit = Promise.withResolvers<void>();
  const wait = activity.interceptor(
    { method, metadata: new Map(), peer, ctx: background() },
    () => exit.promise,
  );
  await activity.idle();
  const end = activity.begin("get");
  let isIdle = false;
  const idle = activity.idle().then(() => {
    isIdle = true;
  });
  await Bun.sleep(5);
  expect(isIdle).toBe(false);
  end();
  await idle;
  expect(activity.running().map(({ name }) => name)).toEqual([
    "subscribe",
    "containerd.services.tasks.v1.Tasks/Wait",
  ]);
  exit.resolve();
  await wait;
  expect(activity.running()).toHaveLength(1);
});
