// When runc is missing, hangs or is killed, there is a clear error in time, and nothing is left.
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nullIo, withImageConfig } from "../../src/client/index.ts";
import { messageOf } from "../../src/errors/index.ts";
import { connect, image, importImage } from "../cli/rig.ts";
import { environment, eventually } from "../harness/command.ts";
import { Daemon } from "../harness/daemon.ts";
import { SlowRunc } from "./slow-runc.ts";
import { expectNoTraces, tracesOfTasks } from "./traces.ts";

let daemon: Daemon;
let runc: SlowRunc;

beforeAll(async () => {
  daemon = await Daemon.start();
  runc = new SlowRunc(daemon.directory.path);
  await importImage(daemon, image);
  await daemon.stop();
  daemon.wrapper = ["env", `PATH=${runc.directory}:${environment.PATH}`];
  await daemon.start();
});

afterAll(async () => {
  runc.pass();
  await daemon[Symbol.asyncDispose]();
});

afterEach(async () => {
  runc.pass();
  await expectNoTraces(daemon);
});

const run = (...words: string[]) => daemon.ctr("run", "--rm", ...words);

/** Puts another program in place of runc. */
function program(name: string, ...lines: string[]): string {
  const path = join(daemon.directory.path, name);
  writeFileSync(path, `${["#!/bin/sh", ...lines].join("\n")}\n`);
  chmodSync(path, 0o755);
  return path;
}

test("a missing runc is named by the error, and nothing is left", async () => {
  const { status, stderr } = await run("--runc-binary", "/no/such/runc", image, "missing", "true");
  expect(stderr).toContain('exec: "/no/such/runc": executable file not found in $PATH');
  expect(status).toBe(1);
});

test("a runc that cannot be executed is named by the error, and nothing is left", async () => {
  const path = program("text");
  chmodSync(path, 0o644);
  const { status, stderr } = await run("--runc-binary", path, image, "text", "true");
  expect(stderr).toContain(path);
  expect(stderr).toMatch(/EACCES|permission denied/i);
  expect(status).toBe(1);
});

test("a runc that fails without a message is reported by its exit code, and nothing is left", async () => {
  const path = program("silent", "exit 7");
  const { status, stderr } = await run("--runc-binary", path, image, "silent", "true");
  expect(stderr).toContain(`${path} did not terminate successfully: exit status 7`);
  expect(status).toBe(1);
});

test("a runc that writes no pid file is an error, and nothing is left", async () => {
  const { status, stderr } = await run("--runc-binary", program("lazy", "exit 0"), image, "lazy", "true");
  expect(stderr).toContain("init.pid");
  expect(status).toBe(1);
});

test("a runc that is killed by a signal is reported as such, and nothing is left", async () => {
  const path = program("dying", "kill -SEGV $$");
  const { status, stderr } = await run("--runc-binary", path, image, "dying", "true");
  expect(stderr).toContain("did not terminate successfully: signal: SIGSEGV");
  expect(status).toBe(1);
});

test("a runc that is killed after it made the container leaves nothing", async () => {
  const real = Bun.which("runc", { PATH: environment.PATH ?? "" });
  const path = program(
    "halfway",
    `case "$*" in *" create "*) ${real} "$@"; kill -KILL $$ ;; *) exec ${real} "$@" ;; esac`,
  );
  const { status, stderr } = await run("--runc-binary", path, image, "halfway", "sleep", "1000");
  expect(stderr).toContain("did not terminate successfully: signal: SIGKILL");
  expect(status).toBe(1);
});

test("a runc that hangs: the deadline ends the call, and what it had begun", async () => {
  await using client = await connect(daemon);
  const container = await client.newContainer("hangs", {
    image: await client.image(image),
    newSnapshot: true,
    spec: [withImageConfig("sleep", "1000")],
  });
  runc.stopAt("create", "before");
  const creating = container.newTask(nullIo, { timeout: 1000 });
  expect(await creating.then(() => "no error", messageOf)).toContain("deadline");
  await eventually(
    "the task to be gone",
    async () => !(await daemon.ctr("tasks", "ls")).stdout.includes("hangs"),
  );
  await eventually("nothing to be left", () => tracesOfTasks(daemon).length === 0);
  runc.pass();
  const task = await container.newTask(nullIo);
  await task.start();
  await task.kill(9);
  expect(await task.wait()).toMatchObject({ status: 137 });
  await task.delete();
  await container.delete({ snapshot: true });
});

test("when a client gives up while runc hangs, the call is undone", async () => {
  await using client = await connect(daemon);
  const container = await client.newContainer("left", {
    image: await client.image(image),
    newSnapshot: true,
  });
  runc.stopAt("create", "after");
  const stop = new AbortController();
  const creating = container.newTask(nullIo, { signal: stop.signal });
  await runc.reached();
  stop.abort();
  expect(await creating.then(() => "no error", messageOf)).toContain("canceled");
  runc.pass();
  await eventually("nothing to be left", () => tracesOfTasks(daemon).length === 0);
  await container.delete({ snapshot: true });
});

test("an exec whose runc hangs: the deadline ends it, the container goes on", async () => {
  await using client = await connect(daemon);
  const container = await client.newContainer("busy", {
    image: await client.image(image),
    newSnapshot: true,
    spec: [],
  });
  expect(container.id).toBe("busy");
  await container.delete({ snapshot: true });
  expect((await daemon.ctr("run", "-d", image, "busy", "sleep", "1000")).status).toBe(0);
  const task = await (await client.container("busy")).task();
  const spec = (await client.container("busy")).spec().process;
  const exec = await task.exec("stuck", { ...spec, args: ["true"] } as never);
  runc.stopAt("exec", "before");
  expect(await exec.start({ timeout: 700 }).then(() => "no error", messageOf)).toContain("deadline");
  runc.pass();
  const { stdout } = await daemon.ctr("tasks", "exec", "--exec-id", "next", "busy", "echo", "alive");
  expect(stdout).toBe("alive\n");
  await daemon.ctr("tasks", "kill", "-s", "SIGKILL", "busy");
  await eventually("the task to be deleted", async () => {
    await daemon.ctr("tasks", "delete", "busy");
    return !(await daemon.ctr("tasks", "ls")).stdout.includes("busy");
  });
  expect((await daemon.ctr("containers", "rm", "busy")).status).toBe(0);
});
