// What a daemon that died at any step leaves, and what the next one makes of it.
import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "@msgpack/msgpack";
import { eventually } from "../../../test/harness/command.ts";
import { TestBench, type TestRuntime } from "../../../test/harness/runtime-bench.ts";
import type { JournalItem, ShimRecord } from "../../core/shim-record.ts";
import { TaskCreate, TaskDelete, TaskExit } from "../../rpc/gen/event.ts";
import { type Bundle, createBundle } from "../bundle/bundle.ts";
import { readJournal } from "../shims/journal.ts";
import { groupKey, type ShimPaths, shimPaths } from "../shims/paths.ts";
import { startTimeOf } from "../shims/process.ts";
import { writeRecord } from "../shims/shim-record.ts";
import { writeExit } from "./exit-record.ts";

const bench = new TestBench();
afterAll(() => bench.dispose(), 20_000);
const { ctx } = bench;
const roots = { root: join(bench.directory, "root"), state: bench.state };

function bundleOf(id: string): Bundle {
  return createBundle(roots, { namespace: "testing", id, spec: bench.task(id, "true").spec, rootGid: 0 });
}

function recordOf(paths: ShimPaths, change: Partial<ShimRecord> = {}): ShimRecord {
  return {
    ...{ format: 1, namespace: "testing", group: "g", address: `unix://${paths.socket}`, executable: "" },
    ...{ runtime: "built-in", version: 3, protocol: "ttrpc", pid: 0, startTime: 0, ...change },
  } as ShimRecord;
}

function shimDirectory(id: string): ShimPaths {
  const paths = shimPaths(bench.sockets, groupKey("testing", id));
  mkdirSync(paths.directory, { recursive: true });
  return paths;
}

const isClean = (id: string): boolean =>
  readdirSync(bench.sockets).length === 0 && !existsSync(join(bench.state, "testing", id));

test("before the shim's record was written: the bundle goes, nobody hears of it", async () => {
  bundleOf("early");
  const { events } = await bench.start();
  await eventually("the bundle to go", () => isClean("early"));
  expect(events.published).toEqual([]);
});

test("a removal half done is finished; work directories without a bundle go", async () => {
  const hidden = join(bench.state, "testing/.half");
  mkdirSync(join(hidden, "rootfs"), { recursive: true });
  mkdirSync(join(roots.root, "testing/rebooted/x"), { recursive: true });
  await bench.start();
  expect(existsSync(hidden)).toBe(false);
  expect(existsSync(join(roots.root, "testing/rebooted"))).toBe(false);
});

test("a record without a shim, a socket without a record, a directory without either", async () => {
  const paths = shimDirectory("never");
  writeRecord(paths.record, recordOf(paths));
  writeFileSync(join(bench.sockets, "0".repeat(32)), "");
  mkdirSync(join(bench.sockets, `${"1".repeat(32)}.d`));
  const { events } = await bench.start();
  await eventually("the files to go", () => readdirSync(bench.sockets).length === 0);
  expect(events.published).toEqual([]);
});

test("a shim without a task is told to end", async () => {
  const first = await bench.start();
  await first.runtime.create(ctx, bench.task("idle", "true"));
  const { pid } = first.runtime.shim(ctx, "idle");
  const task = first.tasks.table.get("testing", "idle");
  await task?.call(ctx, (api, options) => api.delete({ id: "idle" }, options));
  await bench.crash(first);
  await bench.start();
  await eventually("bundle and shim to go", () => isClean("idle"));
  await eventually("the shim to end", () => startTimeOf(pid) === 0);
}, 20_000);

test("what is in a dead shim's journal is published, and only what is missing is added", async () => {
  const paths = shimDirectory("written");
  const bundle = bundleOf("written");
  writeRecord(paths.record, recordOf(paths));
  bundle.bind(paths.key, { version: 3, address: `unix://${paths.socket}`, protocol: "ttrpc" });
  const exit = TaskExit.encode({ containerId: "written", id: "written", pid: 9, exitStatus: 42 });
  const items: JournalItem[] = [
    [
      1,
      5,
      0,
      "testing",
      "/tasks/start",
      "containerd.events.TaskStart",
      TaskDelete.encode({ containerId: "written" }),
    ],
    [1],
    [2, 6, 0, "testing", "/tasks/exit", "containerd.events.TaskExit", exit],
  ];
  const bytes = Buffer.concat(items.map((item) => encode(item)));
  // Torn in the middle of a further one.
  writeFileSync(paths.journal, Buffer.concat([bytes, encode(items[2]).subarray(0, 20)]));
  const { events } = await bench.start();
  await eventually("the bundle to go", () => isClean("written"));
  expect(events.topics("written")).toEqual(["/tasks/exit", "/tasks/delete"]);
  expect(events.exitCodes("written")).toEqual([42]);
}, 20_000);

test("an exit that an earlier daemon published is not published again", async () => {
  const paths = shimDirectory("told");
  const bundle = bundleOf("told");
  writeRecord(paths.record, recordOf(paths));
  bundle.bind(paths.key, { version: 3, address: `unix://${paths.socket}`, protocol: "ttrpc" });
  writeExit(bundle.path, { pid: 9, status: 3, exitedAt: { seconds: 7, nanos: 0 } });
  const { events } = await bench.start();
  await eventually("the bundle to go", () => isClean("told"));
  expect(events.topics("told")).toEqual(["/tasks/delete"]);
  expect(TaskDelete.decode(events.published[0]?.event.value ?? new Uint8Array()).exitStatus).toBe(3);
}, 20_000);

test("events wait for subscribers, and the id is free again only after them", async () => {
  const paths = shimDirectory("held");
  const bundle = bundleOf("held");
  writeRecord(paths.record, recordOf(paths));
  bundle.bind(paths.key, { version: 3, address: `unix://${paths.socket}`, protocol: "ttrpc" });
  const { events, runtime, tasks, publisher } = await bench.start(undefined, 60_000);
  await eventually("the task to be given up", () => tasks.table.get("testing", "held") === undefined);
  const creation = runtime.create(ctx, bench.task("held", "true"));
  await Bun.sleep(300);
  expect(events.published).toEqual([]);
  publisher.open();
  await creation;
  expect(events.topics("held").slice(0, 2)).toEqual(["/tasks/exit", "/tasks/delete"]);
  await runtime.delete(ctx, "held");
  await eventually("the bundle to go", () => isClean("held"));
}, 20_000);

test("an id used again before anybody took the events of its first task", async () => {
  const first = await bench.start(undefined, 60_000);
  const sleeper = bench.task("again", "exec sleep 1000");
  await first.runtime.create(ctx, sleeper);
  await first.runtime.start(ctx, "again", "");
  await endOf("again", first);
  await first.runtime.create(ctx, sleeper);
  const { pid } = await first.runtime.start(ctx, "again", "");
  await bench.crash(first);
  const second = await bench.start(undefined, 300);
  await eventually("the events of both", () => second.events.topics("again").length === 6);
  expect(await second.runtime.state(ctx, "again", "")).toMatchObject({ status: "running", pid });
  await endOf("again", second);
  await eventually("the bundle to go", () => isClean("again"));
  const life = ["/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete"];
  expect(second.events.topics("again")).toEqual([...life, ...life]);
}, 20_000);

async function endOf(id: string, { runtime }: TestRuntime): Promise<void> {
  await runtime.kill(ctx, id, "", 9, false);
  await runtime.wait(ctx, id, "");
  await runtime.delete(ctx, id);
}

test("an id used again by a task whose shim died: its own end is told", async () => {
  const paths = shimDirectory("reborn");
  const bundle = bundleOf("reborn");
  writeRecord(paths.record, recordOf(paths));
  bundle.bind(paths.key, { version: 3, address: `unix://${paths.socket}`, protocol: "ttrpc" });
  const exited = { pid: 9, exitStatus: 42, exitedAt: { seconds: 6, nanos: 0 } };
  const events: [string, string, Uint8Array][] = [
    ["exit", "TaskExit", TaskExit.encode({ containerId: "reborn", id: "reborn", ...exited })],
    ["delete", "TaskDelete", TaskDelete.encode({ containerId: "reborn", ...exited })],
    ["create", "TaskCreate", TaskCreate.encode({ containerId: "reborn", pid: 10 })],
  ];
  const items = events.map(([topic, type, value], index): JournalItem => {
    return [index + 1, 6, 0, "testing", `/tasks/${topic}`, `containerd.events.${type}`, value];
  });
  writeFileSync(paths.journal, Buffer.concat(items.map((item) => encode(item))));
  const { events: heard } = await bench.start();
  await eventually("the bundle to go", () => isClean("reborn"));
  const topics = ["exit", "delete", "create", "exit", "delete"].map((topic) => `/tasks/${topic}`);
  expect(heard.topics("reborn")).toEqual(topics);
}, 20_000);

test("records of a version to come are left alone", async () => {
  const paths = shimDirectory("future");
  const bundle = bundleOf("future");
  writeFileSync(paths.record, encode({ format: 2, everything: "else" }));
  bundle.bind(paths.key, { version: 3, address: `unix://${paths.socket}`, protocol: "ttrpc" });
  const { events } = await bench.start();
  await Bun.sleep(100);
  expect(existsSync(paths.record)).toBe(true);
  expect(existsSync(bundle.path)).toBe(true);
  expect(events.published).toEqual([]);
  await bundle.remove();
  await Bun.write(paths.record, "");
  Bun.spawnSync(["rm", "-r", paths.directory]);
});

test("a work link that leads elsewhere is not followed out of the roots", async () => {
  const bundle = bundleOf("astray");
  const precious = join(bench.directory, "precious");
  mkdirSync(precious);
  Bun.spawnSync(["rm", join(bundle.path, "work")]);
  symlinkSync(precious, join(bundle.path, "work"));
  await bench.start();
  expect(existsSync(bundle.path)).toBe(false);
  expect(existsSync(precious)).toBe(true);
});

test("six tasks that end while the daemon is down, and whose shims die once that was told: each exit is told once", async () => {
  const ids = Array.from({ length: 6 }, (_, index) => `six${index}`);
  const first = await bench.start();
  const shims: number[] = [];
  for (const id of ids) {
    await first.runtime.create(ctx, bench.task(id, "until [ -e /end-with-6 ]; do sleep 0.02; done; exit 6"));
    await first.runtime.start(ctx, id, "");
    shims.push(first.runtime.shim(ctx, id).pid);
  }
  const journals = shims.map((pid) => readlinkSync(`/proc/${pid}/cwd`)).map((cwd) => join(cwd, "journal"));
  await bench.crash(first);
  writeFileSync(join(bench.rootfs, "end-with-6"), "");
  const hasExit = (journal: string): boolean =>
    readJournal(journal).entries.some(({ envelope }) => envelope.topic === "/tasks/exit");
  await eventually("all to have ended", () => journals.every(hasExit));
  const second = await bench.start();
  await eventually("all exits to be told", () =>
    ids.every((id) => second.events.topics(id).includes("/tasks/exit")),
  );
  for (const pid of shims) {
    process.kill(pid, "SIGKILL");
  }
  await eventually("all to be cleaned up", () => ids.every(isClean));
  for (const id of ids) {
    expect(second.events.topics(id)).toEqual(["/tasks/exit", "/tasks/delete"]);
    expect(second.events.exitCodes(id)).toEqual([6]);
  }
}, 60_000);

test("an exit that was told but not acknowledged, because the daemon died in between, is not told again", async () => {
  const first = await bench.start();
  await first.runtime.create(ctx, bench.task("between", "exit 6"));
  const [shim] = first.tasks.shims.all();
  Object.assign(shim ?? {}, { acknowledge: () => {} });
  await first.runtime.start(ctx, "between", "");
  await eventually("the exit to be told", () => first.events.exitCodes("between").length === 1);
  await bench.crash(first);
  const second = await bench.start();
  await eventually("the start to be told again", () => second.events.topics("between").length > 0);
  const { pid } = second.runtime.shim(ctx, "between");
  await second.runtime.delete(ctx, "between");
  await eventually("the bundle to go", () => isClean("between"));
  await eventually("the shim to end", () => startTimeOf(pid) === 0);
  expect(second.events.topics("between")).toEqual(["/tasks/start", "/tasks/delete"]);
}, 20_000);
