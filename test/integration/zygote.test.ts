// Shims that a zygote forks behave like spawned ones, and nothing depends on the zygote.
import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmdirSync } from "node:fs";
import { Client, withArgs, withImageConfig } from "../../src/client/index.ts";
import { Options } from "../../src/rpc/gen/runc.ts";
import { image, startDaemon } from "../cli/rig.ts";
import { eventually } from "../harness/command.ts";
import type { Daemon } from "../harness/daemon.ts";

setDefaultTimeout(60_000);

const start = (config = ""): Promise<Daemon> => startDaemon({ config });

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  readonly args: readonly string[];
}

/** The fields of /proc/PID/stat from the third on. The name before them may contain spaces. */
function processOf(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state = "", parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const args = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    return { pid, parent: Number(parent), state, args };
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): Process[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const found = pids.map((name) => processOf(Number(name)));
  return found.filter((process) => process !== undefined).filter(({ parent }) => parent === pid);
}

function zygoteOf(daemon: Daemon): Process | undefined {
  return childrenOf(daemon.pid).find(({ args }) => args.at(-1) === "zygote");
}

async function readyZygoteOf(daemon: Daemon): Promise<Process> {
  let zygote: Process | undefined;
  await eventually("a zygote", () => {
    zygote = zygoteOf(daemon);
    return zygote !== undefined;
  });
  return zygote as Process;
}

async function run(daemon: Daemon, id: string): Promise<void> {
  const { status, stderr } = await daemon.ctr("run", "-d", image, id, "sleep", "1000");
  expect(`${status} ${stderr}`).toBe("0 ");
}

/** The shim of a running container: the parent of its init. */
async function shimOf(daemon: Daemon, id: string): Promise<Process> {
  const { stdout } = await daemon.ctr("tasks", "ls", "--format", "json");
  const tasks = JSON.parse(stdout) as { containerId: string; pid: number }[];
  const { pid } = tasks.find(({ containerId }) => containerId === id) ?? {};
  return processOf(processOf(pid as number)?.parent as number) as Process;
}

test("a forked shim is what a spawned one is, but for its parent", async () => {
  await using daemon = await start();
  const zygote = await readyZygoteOf(daemon);
  await run(daemon, "c");
  const shim = await shimOf(daemon, "c");
  expect(shim.parent).toBe(zygote.pid);
  expect(shim.args.slice(1, 9)).toEqual([
    "shim",
    "serve",
    "--namespace",
    "default",
    "--group",
    "c",
    "--id",
    "c",
  ]);
  expect(readlinkSync(`/proc/${shim.pid}/exe`)).toBe(readlinkSync(`/proc/${daemon.pid}/exe`));
  expect(readlinkSync(`/proc/${shim.pid}/cwd`)).toMatch(/state\/s\/[0-9a-f]{32}\.d$/);
  expect(readlinkSync(`/proc/${shim.pid}/fd/0`)).toBe("/dev/null");
  expect(readlinkSync(`/proc/${shim.pid}/fd/1`)).toBe("/dev/null");
  expect(readlinkSync(`/proc/${shim.pid}/fd/2`)).toMatch(/\.d\/log$/);
  const session = readFileSync(`/proc/${shim.pid}/stat`, "latin1").split(") ")[1]?.split(" ")[3];
  expect(session).toBe(String(shim.pid));
  expect((await daemon.ctr("tasks", "exec", "--exec-id", "e", "c", "echo", "well")).stdout).toBe("well\n");
});

const scoreOf = (pid: number): number => Number(readFileSync(`/proc/${pid}/oom_score_adj`, "latin1"));

test("one after the other goes before the daemon when memory is short, and their zygote does not", async () => {
  await using daemon = await start();
  const zygote = await readyZygoteOf(daemon);
  for (const id of ["a", "b", "c"]) {
    await run(daemon, id);
    expect(scoreOf((await shimOf(daemon, id)).pid)).toBe(scoreOf(daemon.pid) + 1);
  }
  expect(scoreOf(zygote.pid)).toBe(scoreOf(daemon.pid));
});

test("a forked shim tells its own pid, and itself joins the cgroup that it is to be in", async () => {
  await using daemon = await start();
  const zygote = await readyZygoteOf(daemon);
  const name = `tsrt-test-${crypto.randomUUID()}`;
  const cgroup = `/sys/fs/cgroup/pids/${name}`;
  mkdirSync(cgroup);
  try {
    await using client = await Client.connect(daemon.address);
    await client.newContainer("c", {
      image: await client.image(image),
      newSnapshot: true,
      runtimeOptions: { typeUrl: Options.typeName, value: Options.encode({ shimCgroup: `/${name}` }) },
      spec: [withImageConfig(), withArgs("sleep", "1000")],
    });
    const started = await daemon.ctr("tasks", "start", "-d", "c");
    expect(`${started.status} ${started.stderr}`).toBe("0 ");
    const shim = await shimOf(daemon, "c");
    const members = readFileSync(`${cgroup}/cgroup.procs`, "latin1").trim().split("\n");
    expect(members).toEqual([String(shim.pid)]);
    expect(readFileSync(`/proc/${zygote.pid}/cgroup`, "latin1")).not.toContain(name);
    await daemon.ctr("tasks", "rm", "--force", "c");
    await eventually("the shim to end", () => !existsSync(`/proc/${shim.pid}`));
  } finally {
    rmdirSync(cgroup);
  }
});

test("a shim that ends leaves no zombie", async () => {
  await using daemon = await start();
  const zygote = await readyZygoteOf(daemon);
  await run(daemon, "c");
  const shim = await shimOf(daemon, "c");
  await daemon.ctr("tasks", "rm", "--force", "c");
  await eventually("the shim to end", () => !existsSync(`/proc/${shim.pid}`));
  await eventually("no child", () => childrenOf(zygote.pid).length === 0).catch(() => {});
  expect(childrenOf(zygote.pid)).toEqual([]);
});

test("without its zygote a daemon spawns shims, and those it has go on", async () => {
  await using daemon = await start();
  const zygote = await readyZygoteOf(daemon);
  await run(daemon, "before");
  process.kill(zygote.pid, "SIGKILL");
  await eventually("the zygote to end", () => zygoteOf(daemon) === undefined);
  await run(daemon, "after");
  expect((await shimOf(daemon, "after")).parent).toBe(daemon.pid);
  const { stdout } = await daemon.ctr("tasks", "exec", "--exec-id", "e", "before", "echo", "well");
  expect(stdout).toBe("well\n");
});

test("when a zygote does not answer, shims are spawned", async () => {
  await using daemon = await start();
  const zygote = await readyZygoteOf(daemon);
  process.kill(zygote.pid, "SIGSTOP");
  await run(daemon, "c");
  expect((await shimOf(daemon, "c")).parent).toBe(daemon.pid);
  await eventually("the zygote to end", () => !existsSync(`/proc/${zygote.pid}`));
  expect(daemon.log).toContain("zygote");
});

test("a zygote that does not end by itself is killed", async () => {
  await using daemon = await start();
  const zygote = await readyZygoteOf(daemon);
  process.kill(zygote.pid, "SIGSTOP");
  expect(await daemon.stop()).toBe(0);
  expect(existsSync(`/proc/${zygote.pid}`)).toBe(false);
});

test("a zygote that is killed while it is asked costs nobody a container", async () => {
  await using daemon = await start();
  const zygote = await readyZygoteOf(daemon);
  const runs = ["a", "b", "c", "d"].map((id) => run(daemon, id));
  await Bun.sleep(30);
  process.kill(zygote.pid, "SIGKILL");
  await Promise.all(runs);
});

test("a zygote ends with its daemon, also with one that is killed", async () => {
  await using daemon = await start();
  const first = await readyZygoteOf(daemon);
  await daemon.stop();
  expect(existsSync(`/proc/${first.pid}`)).toBe(false);
  await daemon.start();
  const second = await readyZygoteOf(daemon);
  await run(daemon, "c");
  const shim = await shimOf(daemon, "c");
  await daemon.kill();
  await eventually("the zygote to end", () => !isRunning(second.pid));
  expect(isRunning(shim.pid)).toBe(true);
  await daemon.start();
  expect((await daemon.ctr("tasks", "exec", "--exec-id", "e", "c", "echo", "well")).stdout).toBe("well\n");
});

/** A dead process may stay a zombie, if its parent has ended and the machine's pid 1 reaps nothing. */
function isRunning(pid: number): boolean {
  const process = processOf(pid);
  return process !== undefined && process.state !== "Z";
}

test("the zygote can be turned off", async () => {
  await using daemon = await start(`[plugins."io.containerd.runtime.v2.task"]\nfork_shims = false`);
  await run(daemon, "c");
  expect((await shimOf(daemon, "c")).parent).toBe(daemon.pid);
  expect(zygoteOf(daemon)).toBeUndefined();
});

test("a daemon that has just started can start many shims at once", async () => {
  await using daemon = await start();
  await daemon.stop();
  await daemon.start();
  const ids = Array.from({ length: 12 }, (_, index) => `c${index}`);
  await Promise.all(ids.map((id) => run(daemon, id)));
  const shims = await Promise.all(ids.map((id) => shimOf(daemon, id)));
  expect(new Set(shims.map(({ pid }) => pid)).size).toBe(ids.length);
});
