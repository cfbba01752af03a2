import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { command, eventually } from "../harness/command.ts";
import type { Daemon } from "../harness/daemon.ts";
import { ctrWords, image, startDaemon } from "./rig.ts";

let daemon: Daemon;

beforeAll(async () => {
  daemon = await startDaemon();
});
afterAll(() => daemon[Symbol.asyncDispose]());

async function ctr(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await daemon.ctr(...args);
  if (status !== 0) {
    throw new Error(`${args.join(" ")}: ${status}: ${stderr}`);
  }
  return stdout;
}

const statusOf = async (id: string) =>
  (await ctr("tasks", "ls")).split("\n").find((line) => line.startsWith(`${id} `));

test("a detached container is listed, logged, executed in, paused, ended and removed", async () => {
  const pidFile = daemon.directory.join("pid");
  await ctr("run", "-d", "--pid-file", pidFile, image, "web", "sh", "-c", "echo started; exec sleep 1000");
  const pid = readFileSync(pidFile, "utf8");
  expect(await statusOf("web")).toMatch(new RegExp(`web +${pid} +RUNNING`));
  expect(await ctr("tasks", "ls", "--format", "wide")).toContain("tsrt");
  expect(await ctr("ps")).toMatch(new RegExp(`web +${image} +running +${pid} +.* ago +-`));
  const [row] = JSON.parse(await ctr("ps", "--format", "json"));
  expect(row).toMatchObject({ id: "web", image, status: "running", pid: Number(pid) });
  expect(Math.abs(Date.parse(row.since) - Date.now())).toBeLessThan(60_000);
  await eventually("the log", async () => (await ctr("logs", "web")) === "started\n");
  expect((await ctr("tasks", "exec", "web", "echo", "-n", "inside")).toString()).toBe("inside");
  expect((await daemon.ctr("tasks", "exec", "--exec-id", "e1", "web", "sh", "-c", "exit 7")).status).toBe(7);
  expect(
    await ctr(
      "tasks",
      "exec",
      "--user",
      "guest",
      "--cwd",
      "/tmp",
      "--env",
      "X=y",
      "web",
      "sh",
      "-c",
      "id -u; pwd; echo $X",
    ),
  ).toBe("1000\n/tmp\ny\n");
  expect(await ctr("tasks", "ps", "web")).toContain(pid);
  await ctr("tasks", "pause", "web");
  expect(await statusOf("web")).toContain("PAUSED");
  await ctr("tasks", "resume", "web");
  expect(await ctr("tasks", "metrics", "web")).toMatch(/memory\.\w+ +\d+/);
  expect(JSON.parse(await ctr("tasks", "metrics", "--format", "json", "web"))).toHaveProperty("pids");
  const early = await daemon.ctr("containers", "rm", "web");
  expect(early.stderr).toContain("cannot delete a non stopped container: running");
  await ctr("tasks", "kill", "-s", "KILL", "web");
  await eventually("its end", async () => (await statusOf("web"))?.includes("STOPPED"));
  const { stderr } = await daemon.ctr("tasks", "rm", "web");
  expect(stderr).toContain("exit with non-zero exit code 137");
  const log = JSON.parse(await ctr("containers", "info", "web")).Labels["tsrt.io/log"];
  expect(existsSync(log)).toBe(true);
  await ctr("containers", "rm", "web");
  expect(existsSync(log)).toBe(false);
  expect(await ctr("ps", "-a", "-q")).toBe("");
}, 60_000);

test("an exec that leaves a background child behind ends", async () => {
  await ctr("run", "-d", image, "bg", "sleep", "1000");
  expect(await ctr("tasks", "exec", "bg", "sh", "-c", "sleep 500 & echo left")).toBe("left\n");
  await ctr("containers", "rm", "--force", "bg");
}, 60_000);

test("logs follow until the container has ended, and show what both streams wrote", async () => {
  const script = "for i in 1 2 3; do echo line $i; sleep 0.2; done; echo error >&2";
  await ctr("run", "-d", image, "talker", "sh", "-c", script);
  const lines = (await ctr("logs", "-f", "talker")).split("\n");
  // What was written to two streams has no order.
  expect(lines.filter((line) => line !== "error")).toEqual(["line 1", "line 2", "line 3", ""]);
  expect(lines.filter((line) => line === "error")).toHaveLength(1);
  expect((await daemon.ctr("tasks", "attach", "talker")).stderr).toContain(
    "nothing to attach to: the output of talker goes to file://",
  );
  await ctr("containers", "rm", "--force", "talker");
  const none = await daemon.ctr("logs", "talker");
  expect(none.stderr).toContain('container "talker" in namespace "default": not found');
}, 60_000);

test("a log is kept within its limits, oldest lines first to go", async () => {
  const script =
    "i=0; while [ $i -lt 400000 ]; do echo $i-0123456789012345678901234567890123456789012345678901234567890; i=$((i+1)); done";
  await ctr("run", "-d", image, "chatty", "sh", "-c", script);
  const pipeline = `${ctrWords(daemon)} logs -f chatty >/dev/null; ${ctrWords(daemon)} logs chatty | tail -1`;
  const { stdout } = await command(["sh", "-c", pipeline], { timeout: 150_000 });
  expect(stdout).toStartWith("399999-");
  const kept = await command([
    "sh",
    "-c",
    `cat ${daemon.directory.join("ctr/logs/default")}/chatty.log* | wc -c`,
  ]);
  expect(Number(kept.stdout)).toBeLessThanOrEqual(3 * (10 << 20));
  await ctr("containers", "rm", "--force", "chatty");
}, 180_000);

test("containers are created, started, attached to and started again", async () => {
  await ctr("containers", "create", "--label", "a=b", image, "made", "sh", "-c", "cat; exit 6");
  expect(await ctr("containers", "ls")).toMatch(
    /made +docker.io\/library\/busybox:test +io.containerd.runc.v2/,
  );
  expect(await ctr("containers", "ls", "-q", "labels.a==b")).toBe("made\n");
  const start = await command([...ctrWords(daemon).split(" "), "tasks", "start", "made"], {
    input: "typed\n",
  });
  expect(start).toEqual({ status: 6, stdout: "typed\n", stderr: "" });
  await ctr("tasks", "start", "-d", "made");
  const attach = await command([...ctrWords(daemon).split(" "), "tasks", "attach", "made"], {
    input: "later\n",
  });
  expect(attach).toEqual({ status: 6, stdout: "later\n", stderr: "" });
  expect(await ctr("containers", "label", "made", "a=", "c=d")).toContain("c=d");
  expect(JSON.parse(await ctr("containers", "info", "--spec", "made")).process.args).toEqual([
    "sh",
    "-c",
    "cat; exit 6",
  ]);
  await ctr("containers", "rm", "made");
}, 60_000);

test("a daemon that vanishes ends the command; the container goes on and can be removed", async () => {
  const words = [...ctrWords(daemon).split(" "), "run", "--rm", image, "orphan", "sleep", "1000"];
  const child = Bun.spawn(words, { stdout: "ignore", stderr: "pipe" });
  await eventually("it to run", async () => (await statusOf("orphan"))?.includes("RUNNING"));
  await daemon.kill();
  expect(await child.exited).toBe(1);
  expect(await new Response(child.stderr).text()).toMatch(/ctr: .*unavailable\n$/);
  await daemon.start();
  expect(await statusOf("orphan")).toContain("RUNNING");
  await ctr("containers", "rm", "--force", "orphan");
}, 60_000);

test("without a daemon the command fails at once and says so", async () => {
  const { status, stderr } = await daemon.ctr("-a", daemon.directory.join("nobody.sock"), "ps");
  expect(status).toBe(1);
  expect(stderr).toContain("cannot reach the daemon at");
  writeFileSync(daemon.directory.join("file"), "");
  expect((await daemon.ctr("-a", daemon.directory.join("file"), "ps")).status).toBe(1);
});
