// Against the real shim and runc: what a task goes through, and what is left of it.
import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../../test/harness/command.ts";
import { TestBench } from "../../test/harness/runtime-bench.ts";
import { jsonAny, typeUrls } from "../core/any.ts";
import type { Exit } from "../core/task.ts";
import { kindOf, messageOf } from "../errors/index.ts";
import { RuntimeInfo } from "../rpc/gen/types.ts";
import { readJournal } from "./shims/journal.ts";
import { groupKey, shimPaths } from "./shims/paths.ts";
import { startTimeOf } from "./shims/process.ts";

const bench = new TestBench();
afterAll(() => bench.dispose(), 20_000);
const { ctx } = bench;

const nothingLeft = (): boolean => readdirSync(bench.sockets).length === 0;

test("create, start, wait, delete: an exit code, events in order, nothing left", async () => {
  const { runtime, events } = await bench.start();
  const created = await runtime.create(ctx, bench.task("one", "exit 7"));
  expect(created.pid).toBeGreaterThan(1);
  expect((await runtime.state(ctx, "one", "")).status).toBe("created");
  expect(existsSync(join(bench.state, "testing/one/config.json"))).toBe(true);
  expect(runtime.shim(ctx, "one")).toMatchObject({ executable: "built-in", version: 3 });
  const waiting = runtime.wait(ctx, "one", "");
  expect(await runtime.start(ctx, "one", "")).toEqual(created);
  expect(await waiting).toMatchObject({ status: 7 });
  expect((await runtime.state(ctx, "one", "")).status).toBe("stopped");
  const exit = await runtime.delete(ctx, "one");
  expect(exit).toMatchObject({ status: 7, pid: created.pid });
  expect(existsSync(join(bench.state, "testing/one"))).toBe(false);
  await eventually("the shim's files to go", nothingLeft);
  expect(events.topics("one")).toEqual(["/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete"]);
  expect(events.exitCodes("one")).toEqual([7]);
  const gone = await runtime.state(ctx, "one", "").catch((error: unknown) => error);
  expect(messageOf(gone)).toBe("task one not found");
  expect(kindOf(gone)).toBe("not found");
}, 20_000);

test("an exit that cannot be noted for a later daemon is told all the same, and so is what follows", async () => {
  const { runtime, events } = await bench.start();
  await runtime.create(ctx, bench.task("unnoted", "exit 7"));
  mkdirSync(join(bench.state, "testing/unnoted/exit.new"));
  await runtime.start(ctx, "unnoted", "");
  expect((await runtime.wait(ctx, "unnoted", "")).status).toBe(7);
  expect((await runtime.delete(ctx, "unnoted")).status).toBe(7);
  await eventually("the shim's files to go", nothingLeft);
  expect(events.topics("unnoted").slice(-2)).toEqual(["/tasks/exit", "/tasks/delete"]);
}, 20_000);

test("exec, signals, pids, stats, pause", async () => {
  const { runtime, events } = await bench.start();
  await runtime.create(ctx, bench.task("two", "sleep 100"));
  await runtime.start(ctx, "two", "");
  const spec = jsonAny(typeUrls.process, {
    args: ["/bin/sh", "-c", "exit 3"],
    cwd: "/",
    user: { uid: 0, gid: 0 },
  });
  const stdio = { stdin: "", stdout: "", stderr: "", terminal: false };
  await runtime.exec(ctx, "two", { execId: "e", spec, ...stdio });
  const waiting = runtime.wait(ctx, "two", "e");
  await runtime.start(ctx, "two", "e");
  expect((await waiting).status).toBe(3);
  expect((await runtime.deleteExec(ctx, "two", "e")).status).toBe(3);
  expect((await runtime.pids(ctx, "two")).length).toBeGreaterThan(0);
  expect((await runtime.stats(ctx, "two")).typeUrl).toMatch(/^io.containerd.cgroups.v[12].Metrics$/);
  await runtime.pause(ctx, "two");
  expect((await runtime.state(ctx, "two", "")).status).toBe("paused");
  await runtime.resume(ctx, "two");
  expect((await runtime.list(ctx)).map(({ containerId, status }) => [containerId, status])).toEqual([
    ["two", "running"],
  ]);
  await runtime.kill(ctx, "two", "", 9, false);
  expect((await runtime.wait(ctx, "two", "")).status).toBe(137);
  await runtime.delete(ctx, "two");
  expect(events.topics("two").at(-1)).toBe("/tasks/delete");
  await eventually("the shim's files to go", nothingLeft);
}, 20_000);

test("an exec that never started, and the next one of its id: the wait for each ends", async () => {
  const { runtime } = await bench.start();
  await runtime.create(ctx, bench.task("host", "sleep 100"));
  await runtime.start(ctx, "host", "");
  const spec = jsonAny(typeUrls.process, { args: ["/bin/sh", "-c", "exit 3"], cwd: "/" });
  const stdio = { stdin: "", stdout: "", stderr: "", terminal: false };
  await runtime.exec(ctx, "host", { execId: "e", spec, ...stdio });
  const first = runtime.wait(ctx, "host", "e");
  await runtime.deleteExec(ctx, "host", "e");
  expect((await first).status).toBe(0);
  await runtime.exec(ctx, "host", { execId: "e", spec, ...stdio });
  const second = runtime.wait(ctx, "host", "e");
  await runtime.start(ctx, "host", "e");
  expect((await second).status).toBe(3);
  await runtime.deleteExec(ctx, "host", "e");
  await runtime.kill(ctx, "host", "", 9, false);
  await runtime.wait(ctx, "host", "");
  await runtime.delete(ctx, "host");
  await eventually("the shim's files to go", nothingLeft);
}, 20_000);

test("a state is asked for once, and again after every change", async () => {
  const { runtime, events } = await bench.start();
  await runtime.create(ctx, bench.task("known", "sleep 100"));
  const { pid } = runtime.shim(ctx, "known");
  const statusWhileStopped = async (): Promise<string> => {
    await runtime.state(ctx, "known", "");
    process.kill(pid, "SIGSTOP");
    try {
      return (await runtime.state(ctx, "known", "")).status;
    } finally {
      process.kill(pid, "SIGCONT");
    }
  };
  expect(await statusWhileStopped()).toBe("created");
  const init = (await runtime.start(ctx, "known", "")).pid;
  expect(await statusWhileStopped()).toBe("running");
  await runtime.pause(ctx, "known");
  expect(await statusWhileStopped()).toBe("paused");
  await runtime.resume(ctx, "known");
  expect(await statusWhileStopped()).toBe("running");
  process.kill(init, "SIGKILL");
  await eventually("the exit to be told", () => events.exitCodes("known").length === 1);
  expect(await runtime.state(ctx, "known", "")).toMatchObject({ status: "stopped", exitStatus: 137 });
  await runtime.delete(ctx, "known");
  await eventually("the shim's files to go", nothingLeft);
}, 20_000);

test("who stops waiting leaves nothing waiting; who goes on is told", async () => {
  const { runtime, tasks } = await bench.start();
  await runtime.create(ctx, bench.task("awaited", "sleep 100"));
  await runtime.start(ctx, "awaited", "");
  const staying = runtime.wait(ctx, "awaited", "");
  const leaving = Array.from({ length: 1000 }, () =>
    runtime
      .wait({ ...ctx, signal: AbortSignal.timeout(50) }, "awaited", "")
      .catch((error: unknown) => kindOf(error)),
  );
  expect(new Set(await Promise.all(leaving))).toEqual(new Set(["deadline exceeded"]));
  const task = tasks.table.get("testing", "awaited");
  expect(task?.wait("")).toBe(task?.wait("") as Promise<Exit>);
  await runtime.kill(ctx, "awaited", "", 9, false);
  expect((await staying).status).toBe(137);
  await runtime.delete(ctx, "awaited");
  await eventually("the shim's files to go", nothingLeft);
}, 20_000);

test("a second task of the same id is refused, and so is a bad id", async () => {
  const { runtime } = await bench.start();
  await runtime.create(ctx, bench.task("dup", "true"));
  const again = await runtime.create(ctx, bench.task("dup", "true")).catch((error: unknown) => error);
  expect(messageOf(again)).toBe("task dup: already exists");
  const bad = await runtime.create(ctx, bench.task("../x", "true")).catch((error: unknown) => error);
  expect(kindOf(bad)).toBe("invalid argument");
  await runtime.delete(ctx, "dup");
  await eventually("the shim's files to go", nothingLeft);
}, 20_000);

test("a creation that fails leaves nothing and says what runc said", async () => {
  const { runtime } = await bench.start();
  const broken = {
    ...bench.task("bad", "true"),
    spec: jsonAny(typeUrls.spec, { ociVersion: "1.0.2", root: { path: "rootfs" } }),
  };
  const error = await runtime.create(ctx, broken).catch((reason: unknown) => reason);
  expect(messageOf(error)).toStartWith("failed to create shim task: OCI runtime create failed: ");
  expect(existsSync(join(bench.state, "testing/bad"))).toBe(false);
  await eventually("the shim's files to go", nothingLeft);
}, 20_000);

test("what the runtime tells of itself; mapped ids need one that knows them", async () => {
  const { runtime } = await bench.start();
  const info = await runtime.info(ctx, "io.containerd.runc.v2", undefined);
  expect(info.typeUrl).toBe("containerd.types.RuntimeInfo");
  const { version, features } = RuntimeInfo.decode(info.value);
  expect(version?.version).not.toBe("");
  const { linux } = JSON.parse(Buffer.from(features?.value ?? []).toString());
  const task = bench.task("mapped", "true");
  const spec = JSON.parse(Buffer.from(task.spec.value).toString());
  spec.mounts.push({ destination: "/v", type: "bind", source: bench.rootfs, options: ["bind", "idmap"] });
  const mapped = { ...task, spec: jsonAny(typeUrls.spec, spec) };
  if (linux?.mountExtensions?.idmap?.enabled !== true) {
    const error = await runtime.create(ctx, mapped).catch((reason: unknown) => reason);
    expect(kindOf(error)).toBe("failed precondition");
    expect(messageOf(error)).toStartWith("idmap mounts not supported: ");
  }
}, 20_000);

test("tasks of a group share a shim, which goes after the last of them", async () => {
  const { runtime } = await bench.start();
  const group = { "io.containerd.runc.v2.group": "pod" };
  await runtime.create(ctx, bench.task("leader", "sleep 100", {}, group));
  await runtime.create(ctx, bench.task("member", "sleep 100", {}, group));
  const { pid } = runtime.shim(ctx, "leader");
  expect(runtime.shim(ctx, "member").pid).toBe(pid);
  await runtime.delete(ctx, "leader");
  expect((await runtime.state(ctx, "member", "")).status).toBe("created");
  expect(startTimeOf(pid)).toBeGreaterThan(0);
  await runtime.delete(ctx, "member");
  await eventually("the shim's files to go", nothingLeft);
  await eventually("the shim to end", () => startTimeOf(pid) === 0);
}, 20_000);

test("a connection lost to a shim that lives is made again; the container notices nothing", async () => {
  const { runtime, shims, events } = await bench.start();
  const { pid } = await runtime.create(ctx, bench.task("tough", "sleep 100"));
  await runtime.start(ctx, "tough", "");
  const [shim] = shims.all();
  for (let count = 0; count < 3; count++) {
    const before = shim?.channel;
    await before?.close();
    await eventually("a new connection", () => shim?.channel !== before);
  }
  expect(await runtime.state(ctx, "tough", "")).toMatchObject({ status: "running", pid });
  await runtime.kill(ctx, "tough", "", 9, false);
  expect((await runtime.wait(ctx, "tough", "")).status).toBe(137);
  await runtime.delete(ctx, "tough");
  expect(events.topics("tough")).toEqual(["/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete"]);
  await eventually("the shim's files to go", nothingLeft);
}, 20_000);

test("a killed shim: its task's exit and deletion are told once, nothing runs on", async () => {
  const { runtime, events } = await bench.start();
  const { pid } = await runtime.create(ctx, bench.task("lost", "sleep 100"));
  await runtime.start(ctx, "lost", "");
  const waiting = runtime.wait(ctx, "lost", "");
  process.kill(runtime.shim(ctx, "lost").pid, "SIGKILL");
  expect((await waiting).status).toBe(137);
  await eventually("the delete event", () => events.topics("lost").includes("/tasks/delete"));
  await eventually("the shim's files to go", nothingLeft);
  expect(events.topics("lost")).toEqual(["/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete"]);
  expect(events.exitCodes("lost")).toEqual([137]);
  await eventually("the init to be reaped", () => startTimeOf(pid) === 0);
  expect(existsSync(join(bench.state, "testing/lost"))).toBe(false);
  const gone = await runtime.state(ctx, "lost", "").catch((error: unknown) => error);
  expect(kindOf(gone)).toBe("not found");
  await runtime.create(ctx, bench.task("lost", "true"));
  await runtime.delete(ctx, "lost");
  await eventually("the shim's files to go", nothingLeft);
}, 30_000);

/** Topics of what a task's shim has written down and no daemon has acknowledged. */
const journalOf = (id: string): string[] =>
  readJournal(shimPaths(bench.sockets, groupKey("testing", id)).journal).entries.map(
    ({ envelope }) => envelope.topic,
  );

test("a daemon that comes back finds its tasks, and tells the exits of the meantime once", async () => {
  const first = await bench.start();
  for (const [id, script] of [
    ["stays", "sleep 100"],
    ["dies", "sleep 100"],
    ["ends", "until [ -e /go-on ]; do sleep 0.02; done; exit 5"],
  ] as const) {
    await first.runtime.create(ctx, bench.task(id, script));
    await first.runtime.start(ctx, id, "");
    await eventually("the start event", () => first.events.topics(id).includes("/tasks/start"));
    await eventually("the events to be acknowledged", () => journalOf(id).length === 0);
  }
  const shimOfDies = first.runtime.shim(ctx, "dies").pid;
  await bench.crash(first);
  process.kill(shimOfDies, "SIGKILL");
  writeFileSync(join(bench.rootfs, "go-on"), "");
  await eventually("the shim to end", () => startTimeOf(shimOfDies) === 0);
  await eventually("the exit of the meantime", () => journalOf("ends").includes("/tasks/exit"));

  const second = await bench.start();
  expect((await second.runtime.state(ctx, "stays", "")).status).toBe("running");
  expect((await second.runtime.state(ctx, "ends", "")).status).toBe("stopped");
  await eventually("the lost task's end", () => second.events.topics("dies").includes("/tasks/delete"));
  await eventually("the exit of the meantime", () => second.events.topics("ends").includes("/tasks/exit"));
  expect(second.events.exitCodes("ends")).toEqual([5]);
  expect(second.events.topics("dies")).toEqual(["/tasks/exit", "/tasks/delete"]);
  expect(second.events.topics("stays")).toEqual([]);
  expect((await second.runtime.wait(ctx, "ends", "")).status).toBe(5);

  await eventually("the exit to be acknowledged", () => journalOf("ends").length === 0);
  await bench.crash(second);
  const third = await bench.start();
  await Bun.sleep(300);
  expect(third.events.published).toEqual([]);
  await third.runtime.delete(ctx, "ends");
  await third.runtime.kill(ctx, "stays", "", 9, false);
  expect((await third.runtime.wait(ctx, "stays", "")).status).toBe(137);
  await third.runtime.delete(ctx, "stays");
  expect(third.events.topics("stays")).toEqual(["/tasks/exit", "/tasks/delete"]);
  await eventually("the shims' files to go", nothingLeft);
}, 40_000);
