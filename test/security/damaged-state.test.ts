// When files of a task are damaged while the daemon is down, it starts, names the damaged ones, and all other tasks go on.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { image, startDaemon } from "../cli/rig.ts";
import { eventually } from "../harness/command.ts";
import type { Daemon } from "../harness/daemon.ts";
import { shimOf, tracesOfTasks } from "./traces.ts";

let daemon: Daemon;

beforeAll(async () => {
  daemon = await startDaemon({ level: "info" });
});
afterAll(() => daemon[Symbol.asyncDispose]());

/** Regular files of the task's bundle and its shim's directory. */
function filesOf(id: string): string[] {
  const bundle = daemon.directory.join("state/io.containerd.runtime.v2.task/default", id);
  const shims = daemon.directory.join("state/s");
  const folders = readdirSync(shims).filter((name) => name.endsWith(".d"));
  const own = folders.filter((name) => readFileSync(`${shims}/${name}/record`, "latin1").includes(id));
  return [bundle, ...own.map((name) => `${shims}/${name}`)]
    .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
    .filter((path) => statSync(path).isFile());
}

const list = async (): Promise<string> => (await daemon.ctr("tasks", "ls")).stdout;

test.each([
  ["empty", () => Buffer.alloc(0)],
  ["cut in half", (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
  ["noise", (bytes: Buffer) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes.length + 1)))],
] as const)("every file is %s", async (name, damage) => {
  const id = `damaged-${name.replaceAll(" ", "-")}`;
  for (const container of ["healthy", id]) {
    expect(await daemon.ctr("run", "-d", image, container, "sleep", "1000")).toMatchObject({ status: 0 });
  }
  const healthy = /healthy +(\d+) +RUNNING/.exec(await list())?.[1];
  const shim = shimOf(daemon, id) ?? 0;
  expect(shim).toBeGreaterThan(0);
  await daemon.kill();
  const whole = filesOf(id).map((path) => [path, readFileSync(path)] as const);
  expect(whole.length).toBeGreaterThan(3);
  for (const [path, bytes] of whole) {
    writeFileSync(path, damage(bytes));
  }
  await daemon.start();
  expect(/healthy +(\d+) +RUNNING/.exec(await list())?.[1]).toBe(healthy ?? "");
  const exec = await daemon.ctr("tasks", "exec", "--exec-id", "e", "healthy", "echo", "alive");
  expect(exec.stdout).toBe("alive\n");
  await daemon.ctr("tasks", "kill", "-s", "SIGKILL", id);
  await daemon.ctr("tasks", "delete", "--force", id);
  // Whether it was found again or given up: with its shim gone, nothing of it stays after the next start.
  try {
    process.kill(shim, "SIGKILL");
  } catch {
    // It has ended.
  }
  await daemon.kill();
  await daemon.start();
  await eventually("the task to be gone", async () => !(await list()).includes(id));
  await eventually("its traces to be gone", () => traces(id).length === 0).catch(() => {});
  expect(traces(id)).toEqual([]);
  await daemon.ctr("containers", "rm", id);
  await daemon.ctr("tasks", "kill", "-s", "SIGKILL", "healthy");
  await eventually("the task to be deleted", async () => {
    await daemon.ctr("tasks", "delete", "healthy");
    return !(await list()).includes("healthy");
  });
  expect((await daemon.ctr("containers", "rm", "healthy")).status).toBe(0);
});

const traces = (id: string): string[] => tracesOfTasks(daemon).filter((line) => line.includes(id));
