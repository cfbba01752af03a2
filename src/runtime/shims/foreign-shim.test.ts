// Debian's Go shim under our daemon. It needs the ttrpc socket for its events, as under containerd.
import { afterAll, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../../../test/harness/command.ts";
import { RecordingEvents, TestBench } from "../../../test/harness/runtime-bench.ts";
import { startTimeOf } from "./process.ts";

const shim = "/usr/bin/containerd-shim-runc-v2";
const bench = new TestBench();
afterAll(() => bench.dispose(), 30_000);
const { ctx } = bench;
const foreign = { runtime: shim };

const nothingLeft = (): boolean => readdirSync(bench.sockets).length === 0;

function shimPid(id: string): number {
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const line = readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0");
      if (line[0]?.endsWith("containerd-shim-runc-v2") && line.includes(id)) {
        return Number(entry);
      }
    } catch {}
  }
  throw new Error(`no shim of ${id}`);
}

if (existsSync(shim)) {
  test("runs, is waited for and deleted; version 2 is stepped down to", async () => {
    const events = new RecordingEvents();
    await using _server = await bench.serveEvents(events);
    const { runtime } = await bench.start(events);
    const { pid } = await runtime.create(ctx, bench.task("go", "exit 7", foreign));
    expect(runtime.shim(ctx, "go")).toMatchObject({ executable: shim, version: 2 });
    expect(pid).toBeGreaterThan(1);
    expect(readFileSync(join(bench.state, "testing/go/shim-binary-path"), "utf8")).toBe(shim);
    const waiting = runtime.wait(ctx, "go", "");
    await runtime.start(ctx, "go", "");
    expect((await waiting).status).toBe(7);
    await eventually("the exit event", () => events.topics("go").includes("/tasks/exit"));
    expect((await runtime.delete(ctx, "go")).status).toBe(7);
    await eventually("the shim's record to go", nothingLeft);
    await eventually("the delete event", () => events.topics("go").includes("/tasks/delete"));
    expect(events.topics("go")).toEqual(["/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete"]);
    expect(existsSync(join(bench.state, "testing/go"))).toBe(false);
  }, 20_000);

  test("two of a group share a shim", async () => {
    const events = new RecordingEvents();
    await using _server = await bench.serveEvents(events);
    const { runtime } = await bench.start(events);
    const group = { "io.containerd.runc.v2.group": "gopod" };
    await runtime.create(ctx, bench.task("first", "sleep 100", foreign, group));
    await runtime.create(ctx, bench.task("second", "sleep 100", foreign, group));
    expect(runtime.shim(ctx, "second").address).toBe(runtime.shim(ctx, "first").address);
    await runtime.delete(ctx, "first");
    expect((await runtime.state(ctx, "second", "")).status).toBe("created");
    await runtime.delete(ctx, "second");
    await eventually("the shim's record to go", nothingLeft);
  }, 20_000);

  test("killed: its task's end is told once, by the daemon", async () => {
    const events = new RecordingEvents();
    await using _server = await bench.serveEvents(events);
    const { runtime } = await bench.start(events);
    const { pid } = await runtime.create(ctx, bench.task("golost", "sleep 100", foreign));
    await runtime.start(ctx, "golost", "");
    // A Go shim answers first and publishes then.
    await eventually("the start event", () => events.topics("golost").includes("/tasks/start"));
    process.kill(shimPid("golost"), "SIGKILL");
    await eventually("the delete event", () => events.topics("golost").includes("/tasks/delete"));
    await eventually("the shim's record to go", nothingLeft);
    expect(events.topics("golost")).toEqual([
      "/tasks/create",
      "/tasks/start",
      "/tasks/exit",
      "/tasks/delete",
    ]);
    expect(events.exitCodes("golost")).toEqual([137]);
    await eventually("the init to be reaped", () => startTimeOf(pid) === 0);
  }, 20_000);

  test("the exit that it told nobody is told by the next daemon, and by that one only", async () => {
    const events = new RecordingEvents();
    const server = await bench.serveEvents(events);
    const first = await bench.start(events);
    const script = "until [ -e /go-on ]; do sleep 0.02; done; exit 9";
    const { pid } = await first.runtime.create(ctx, bench.task("gomissed", script, foreign));
    await first.runtime.start(ctx, "gomissed", "");
    await eventually("the start event", () => events.topics("gomissed").includes("/tasks/start"));
    await server[Symbol.asyncDispose]();
    await bench.crash(first);
    writeFileSync(join(bench.rootfs, "go-on"), "");
    await eventually("the init to be reaped", () => startTimeOf(pid) === 0);
    // Time for the shim to find nobody to tell.
    await Bun.sleep(500);
    const second = await bench.start();
    await eventually("the missed exit", () => second.events.published.length > 0);
    expect(second.events.topics("gomissed")).toEqual(["/tasks/exit"]);
    expect(second.events.exitCodes("gomissed")).toEqual([9]);
    await bench.crash(second);
    const third = await bench.start();
    await Bun.sleep(200);
    expect(third.events.published).toEqual([]);
    expect((await third.runtime.delete(ctx, "gomissed")).status).toBe(9);
    await eventually("the shim's record to go", nothingLeft);
  }, 30_000);
}
