// Debian's dockerd with our daemon as its containerd.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { command, eventually, succeed } from "../harness/command.ts";
import { Daemon } from "../harness/daemon.ts";
import { Dockerd } from "../harness/dockerd.ts";
import { writeLayout } from "../harness/image.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";
import { tracesOfTasks } from "../security/traces.ts";

const image = "busybox:test";
let directory: Scratch;
let daemon: Daemon;
let dockerd: Dockerd;

beforeAll(async () => {
  directory = scratch();
  const layout = directory.join("layout");
  await writeLayout(layout, { name: image });
  const archive = directory.join("image.tar");
  await succeed([
    "skopeo",
    "copy",
    "--insecure-policy",
    `oci:${layout}:${image}`,
    `docker-archive:${archive}:${image}`,
  ]);
  daemon = await Daemon.start();
  dockerd = await Dockerd.start(daemon.address);
  await dockerd.output("load", "-i", archive);
}, 180_000);

afterAll(async () => {
  await dockerd[Symbol.asyncDispose]();
  await daemon[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
}, 180_000);

/** dockerd's own command line has the daemon's socket in it. */
const traces = (): string[] => tracesOfTasks(daemon).filter((trace) => !trace.includes("dockerd"));

const state = (name: string): Promise<string> =>
  dockerd.output("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", name);

test("run: output, exit code, streams, a terminal", async () => {
  const run = (...args: string[]) => dockerd.docker("run", "--rm", "--network=none", ...args);
  expect(await run(image, "sh", "-c", "echo out; echo err >&2; exit 7")).toEqual({
    status: 7,
    stdout: "out\n",
    stderr: "err\n",
  });
  expect(await run("-t", image, "tty")).toMatchObject({ status: 0, stdout: "/dev/pts/0\r\n" });
  expect((await run(image, "/no/such")).stderr).toContain("/no/such: no such file or directory");
  expect(await run("-m", "16m", image, "sh", "-c", "x=$(cat /dev/zero | tr '\\0' a)")).toMatchObject({
    status: 137,
  });
  expect(await dockerd.output("ps", "-aq")).toBe("");
}, 180_000);

test("a container's life: exec, logs, pause, top, stats, update, restart, stop, kill", async () => {
  const docker = (...args: string[]) => dockerd.output(...args);
  await docker(
    "run",
    "-d",
    "--name",
    "life",
    "--network=none",
    image,
    "sh",
    "-c",
    "echo began; exec sleep 1000",
  );
  expect(await docker("exec", "life", "echo", "inside")).toBe("inside");
  expect((await dockerd.docker("exec", "life", "sh", "-c", "exit 5")).status).toBe(5);
  expect(await docker("logs", "life")).toBe("began");
  expect(await docker("top", "life", "-o", "pid,args")).toContain("sleep 1000");
  expect(await docker("stats", "--no-stream", "--format", "{{.PIDs}}", "life")).toBe("1");
  await docker("update", "--memory", "64m", "--memory-swap", "64m", "life");
  await docker("pause", "life");
  expect(await state("life")).toBe("paused 0");
  await docker("unpause", "life");
  await docker("restart", "-t", "0", "life");
  expect(await docker("logs", "life")).toBe("began\nbegan");
  await docker("stop", "-t", "0", "life");
  expect(await state("life")).toBe("exited 137");
  await docker("start", "life");
  const waiting = docker("wait", "life");
  await docker("kill", "life");
  expect(await waiting).toBe("137");
  await docker("rm", "life");
  await eventually("nothing to be left", () => traces().length === 0).catch(() => {});
  expect(traces()).toEqual([]);
}, 180_000);

test("our daemon is killed: containers run on, an exit of the meantime is told, a policy restarts what died", async () => {
  const run = (name: string, ...args: string[]) =>
    dockerd.output("run", "-d", "--name", name, "--network=none", ...args);
  await run("stays", "--restart=always", image, "sleep", "1000");
  await run("ends", image, "sh", "-c", "sleep 1; exit 9");
  const pid = await dockerd.output("inspect", "-f", "{{.State.Pid}}", "stays");
  await daemon.kill();
  await Bun.sleep(1500);
  await daemon.start();
  await eventually("the exit to be told", async () => (await state("ends")) === "exited 9", 30_000);
  expect(await dockerd.output("inspect", "-f", "{{.State.Pid}} {{.RestartCount}}", "stays")).toBe(`${pid} 0`);
  await command(["kill", "-9", pid]);
  const restarts = (): Promise<string> =>
    dockerd.output("inspect", "-f", "{{.State.Status}} {{.RestartCount}}", "stays");
  await eventually("the restart", async () => (await restarts()) === "running 1");
  expect(await dockerd.output("exec", "stays", "echo", "again")).toBe("again");
  await dockerd.output("rm", "-f", "stays", "ends");
}, 180_000);
