// The daemon or a shim dies at any instant: no container, exit code or event is lost, and nothing is left behind.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { Client, nullIo, withHostNamespace, withImageConfig } from "../../src/client/index.ts";
import { eventually } from "../harness/command.ts";
import { Daemon, executable } from "../harness/daemon.ts";
import { EventRecorder } from "../harness/event-recorder.ts";
import { writeArchive } from "../harness/image.ts";
import { commandLine, processIds } from "../harness/processes.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";

const image = "docker.io/library/busybox:test";
const containers = 50;
const ending = 20;
/** Longer than any time that a shim or its client waits. */
const downMillis = 60_000;

let directory: Scratch;
let archive: string;

beforeAll(async () => {
  directory = scratch();
  archive = directory.join("busybox.tar");
  await writeArchive(archive, { name: image });
});

afterAll(() => directory[Symbol.dispose]());

interface Task {
  readonly id: string;
  readonly pid: number;
  readonly status: string;
}

async function tasks(daemon: Daemon): Promise<Map<string, Task>> {
  const { stdout } = await daemon.goCtr("task", "ls");
  const lines = stdout.split("\n").slice(1);
  const rows = lines.map((line) => line.trim().split(/\s+/)).filter((row) => row.length === 3);
  return new Map(rows.map(([id = "", pid, status = ""]) => [id, { id, pid: Number(pid), status }]));
}

/** A script that ends with `code` when it gets SIGUSR1. */
const waiting = (code: number): string[] => [
  "sh",
  "-c",
  `trap "exit ${code}" USR1; while :; do sleep 0.2; done`,
];

async function run(daemon: Daemon, id: string, args: readonly string[]): Promise<void> {
  const { status, stderr } = await daemon.ctr("run", "-d", image, id, ...args);
  if (status !== 0) {
    throw new Error(`run of ${id} ended with ${status}: ${stderr}\n${daemon.log.slice(-2000)}`);
  }
}

async function remove(daemon: Daemon, id: string, code: number): Promise<void> {
  const { stdout, stderr } = await daemon.goCtr("task", "delete", id);
  expect(`${stdout}${stderr}`).toContain(code === 0 ? "" : `non-zero exit code ${code}`);
  expect((await daemon.ctr("container", "rm", id)).status).toBe(0);
}

async function removeKilled(daemon: Daemon, id: string): Promise<void> {
  await daemon.ctr("task", "kill", "-s", "SIGKILL", id);
  await eventually(`${id} to stop`, async () => (await tasks(daemon)).get(id)?.status === "STOPPED");
  await remove(daemon, id, 137);
}

/** Processes, bundles, sockets and mounts that belong to the daemon's directory. */
function leftovers(daemon: Daemon): string[] {
  const { path } = daemon.directory;
  const left: string[] = [];
  for (const pid of processIds().filter((each) => each !== daemon.pid)) {
    if (commandLine(pid).includes(path)) {
      left.push(`process ${pid} ${commandLine(pid)}`);
    }
  }
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  left.push(...mounts.filter((line) => line.includes(path)));
  for (const folder of ["state/s", "state/io.containerd.runtime.v2.task/default"]) {
    const full = `${path}/${folder}`;
    left.push(...(existsSync(full) ? readdirSync(full).map((name) => `${full}/${name}`) : []));
  }
  return left;
}

async function expectNothingLeft(daemon: Daemon): Promise<void> {
  await eventually("nothing to be left", () => leftovers(daemon).length === 0).catch(() => {});
  expect(leftovers(daemon)).toEqual([]);
}

test("50 containers, the daemon killed and down while 20 of them end", async () => {
  await using daemon = await Daemon.start({ level: "info" });
  await daemon.ctr("image", "import", archive);
  await using recorder = new EventRecorder(daemon.address);
  const ids = Array.from({ length: containers }, (_, index) => `c${index}`);
  for (const [index, id] of ids.entries()) {
    await run(daemon, id, waiting(index));
  }
  const before = await tasks(daemon);
  expect(before.size).toBe(containers);
  await daemon.kill();
  for (const id of ids.slice(0, ending)) {
    process.kill(before.get(id)?.pid ?? 0, "SIGUSR1");
  }
  await Bun.sleep(downMillis);
  await daemon.start();

  await eventually("every exit to be reported", () => recorder.exits().size === ending);
  await Bun.sleep(2_000);
  const expected = ids.slice(0, ending).map((id, index) => [id, [index]] as const);
  expect([...recorder.exits()].sort()).toEqual(
    expected.map(([id, codes]) => [id, [...codes]]).sort() as never,
  );
  const after = await tasks(daemon);
  for (const [index, id] of ids.entries()) {
    expect(after.get(id)).toEqual({
      id,
      pid: before.get(id)?.pid ?? 0,
      status: index < ending ? "STOPPED" : "RUNNING",
    });
  }
  const exec = await daemon.ctr("task", "exec", "--exec-id", "e", "c30", "echo", "alive");
  expect(exec.stdout).toBe("alive\n");
  const topics = countTopics(recorder);
  expect(topics.get("/tasks/create")).toBe(containers);
  expect(topics.get("/tasks/start")).toBe(containers);

  for (const [index, id] of ids.entries()) {
    await (index < ending ? remove(daemon, id, index) : removeKilled(daemon, id));
  }
  await expectNothingLeft(daemon);
}, 480_000);

function countTopics(recorder: EventRecorder): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { topic } of recorder.events) {
    counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
  return counts;
}

test("a shim killed: its container's exit is reported once, and what it held is freed", async () => {
  await using daemon = await Daemon.start();
  await daemon.ctr("image", "import", archive);
  await using recorder = new EventRecorder(daemon.address);
  await run(daemon, "orphan", ["sleep", "1000"]);
  const pid = (await tasks(daemon)).get("orphan")?.pid ?? 0;
  const shim = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  expect(commandLine(Number(shim))).toContain("shim");
  process.kill(shim, "SIGKILL");
  await eventually("the exit to be reported", () => recorder.exits().has("orphan"));
  await eventually("the container's process to be gone", () => !existsSync(`/proc/${pid}/root/bin`));
  await Bun.sleep(1_000);
  expect(recorder.exits().get("orphan")).toEqual([137]);
  await daemon.ctr("task", "delete", "orphan");
  expect((await daemon.ctr("container", "rm", "orphan")).status).toBe(0);
  await expectNothingLeft(daemon);
});

test("a shim killed while the daemon is down", async () => {
  await using daemon = await Daemon.start();
  await daemon.ctr("image", "import", archive);
  await using recorder = new EventRecorder(daemon.address);
  await run(daemon, "orphan", ["sleep", "1000"]);
  const pid = (await tasks(daemon)).get("orphan")?.pid ?? 0;
  const shim = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  await daemon.kill();
  process.kill(shim, "SIGKILL");
  await daemon.start();
  await eventually("the exit to be reported", () => recorder.exits().has("orphan"));
  await Bun.sleep(1_000);
  expect(recorder.exits().get("orphan")).toEqual([137]);
  await daemon.ctr("task", "delete", "orphan");
  expect((await daemon.ctr("container", "rm", "orphan")).status).toBe(0);
  await expectNothingLeft(daemon);
});

test("the executable replaced and deleted under a running daemon", async () => {
  const copy = directory.join("tsrt");
  copyFileSync(executable, copy);
  await using daemon = await Daemon.start({ executable: copy });
  await daemon.ctr("image", "import", archive);
  await run(daemon, "before", ["sleep", "1000"]);
  rmSync(copy);
  // The executable is needed again when the daemon is stopped.
  using _restored = { [Symbol.dispose]: () => copyFileSync(executable, copy) };
  const ctr = (...args: string[]) => daemon.goCtr(...args);
  expect((await ctr("run", "--rm", image, "after", "echo", "hi")).stdout).toBe("hi\n");
  expect((await ctr("task", "exec", "--exec-id", "e", "before", "echo", "in")).stdout).toBe("in\n");
  expect((await ctr("image", "import", archive)).status).toBe(0);
  await ctr("task", "kill", "-s", "SIGKILL", "before");
  await eventually("the task to be deleted", async () => (await ctr("task", "rm", "before")).status === 0);
  expect(await ctr("container", "rm", "before")).toMatchObject({ status: 0, stderr: "" });
});

test("a container in the host's pid namespace that orphans 1,000 processes leaves no zombie", async () => {
  await using daemon = await Daemon.start();
  await daemon.ctr("image", "import", archive);
  const script = "i=0; while [ $i -lt 1000 ]; do (true &); i=$((i+1)); done; : >/done; sleep 1000";
  await using client = await Client.connect(daemon.address);
  const container = await client.newContainer("orphans", {
    image: await client.image(image),
    newSnapshot: true,
    spec: [withImageConfig("sh", "-c", script), withHostNamespace("pid")],
  });
  const task = await container.newTask(nullIo);
  await task.start();
  const pid = (await tasks(daemon)).get("orphans")?.pid ?? 0;
  const shim = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
  await eventually("all to be made", async () => {
    const exec = ["task", "exec", "--exec-id", "e", "orphans", "test", "-e", "/done"];
    return (await daemon.ctr(...exec)).status === 0;
  });
  await eventually("all to be reaped", () => zombiesOf(shim).length === 0).catch(() => {});
  expect(zombiesOf(shim)).toEqual([]);
  await removeKilled(daemon, "orphans");
});

function zombiesOf(parent: string): string[] {
  return readdirSync("/proc").filter((name) => {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ");
      return fields[0] === "Z" && fields[1] === parent;
    } catch {
      return false;
    }
  });
}
