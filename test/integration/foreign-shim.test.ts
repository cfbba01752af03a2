// Shims and daemons mixed: ours under each containerd of this machine, each one's Go shim under our daemon, and groups.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from "node:fs";
import { eventually } from "../harness/command.ts";
import { Containerd } from "../harness/containerd.ts";
import { Daemon, executable } from "../harness/daemon.ts";
import { writeArchive } from "../harness/image.ts";
import { references } from "../harness/reference.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";
import { type Ctr, succeedWith } from "./ctr-rig.ts";

const image = "docker.io/library/busybox:test";
let directory: Scratch;
let archive: string;

beforeAll(async () => {
  directory = scratch();
  archive = directory.join("busybox.tar");
  await writeArchive(archive, { name: image });
});

afterAll(() => directory[Symbol.dispose]());

/** Executables of processes whose command line names the container. */
function shimsOf(id: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const args = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        const exe = readlinkSync(`/proc/${pid}/exe`);
        return args.includes(id) && /tsrt|containerd-shim/.test(exe) ? [exe] : [];
      } catch {
        return [];
      }
    });
}

/** Run, exec, exit code and removal with one runtime; gives the executables that served it. */
async function lifeCycle(ctr: Ctr, runtime: string, id: string): Promise<string[]> {
  const once = await ctr(
    "run",
    "--rm",
    "--runtime",
    runtime,
    image,
    `${id}-once`,
    "sh",
    "-c",
    "echo hi; exit 4",
  );
  expect(once).toEqual({ status: 4, stdout: "hi\n", stderr: "" });
  await succeedWith(ctr, "run", "-d", "--runtime", runtime, image, id, "sleep", "1000");
  const shims = shimsOf(id);
  const inside = await ctr("task", "exec", "--exec-id", "e", id, "sh", "-c", "echo inside; exit 6");
  expect(inside).toEqual({ status: 6, stdout: "inside\n", stderr: "" });
  await succeedWith(ctr, "task", "pause", id);
  await succeedWith(ctr, "task", "resume", id);
  expect(await succeedWith(ctr, "task", "metrics", id)).toContain("memory");
  await succeedWith(ctr, "task", "kill", "-s", "SIGKILL", id);
  await eventually("the task to stop", async () => (await ctr("task", "ls")).stdout.includes("STOPPED"));
  const removed = await ctr("task", "rm", id);
  expect(removed.stdout + removed.stderr).toContain("non-zero exit code 137");
  await succeedWith(ctr, "container", "rm", id);
  await eventually("the shim to end", () => shimsOf(id).length === 0);
  return shims;
}

for (const reference of references) {
  test(`our shim under the daemon of ${reference.name}`, async () => {
    const bin = directory.join(`bin-${reference.major}`);
    mkdirSync(bin);
    symlinkSync(executable, `${bin}/containerd-shim-tsrt-v1`);
    await using containerd = await Containerd.start({ extraPath: bin, reference });
    const ctr: Ctr = (...args) => containerd.ctr(...args);
    await succeedWith(ctr, "image", "import", archive);
    const shims = await lifeCycle(ctr, "io.containerd.tsrt.v1", `ours-under-${reference.major}`);
    expect(shims).toEqual([executable]);
  });

  test(`the Go shim of ${reference.name} under our daemon`, async () => {
    await using daemon = await Daemon.start({ reference });
    const ctr: Ctr = (...args) => daemon.goCtr(...args);
    await succeedWith(ctr, "image", "import", archive);
    const shims = await lifeCycle(ctr, reference.shim, `under-ours-${reference.major}`);
    expect(shims).toEqual([reference.shim]);
  });
}

test("the built-in shim serves io.containerd.runc.v2, whatever is on PATH", async () => {
  await using daemon = await Daemon.start();
  const ctr: Ctr = (...args) => daemon.goCtr(...args);
  await succeedWith(ctr, "image", "import", archive);
  const shims = await lifeCycle(ctr, "io.containerd.runc.v2", "built-in");
  expect(shims).toEqual([executable]);
});

/** A shim is the parent of its containers' inits. */
function parentOf(pid: number): number {
  return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

test("two containers of one group share a shim", async () => {
  await using daemon = await Daemon.start();
  const ctr: Ctr = (...args) => daemon.ctr(...args);
  await succeedWith(ctr, "image", "import", archive);
  const group = "io.containerd.runc.v2.group=pair";
  for (const id of ["first", "second"]) {
    await succeedWith(ctr, "run", "-d", "--annotation", group, image, id, "sleep", "1000");
  }
  const listed = await succeedWith(ctr, "task", "ls", "--format", "json");
  const shims = (JSON.parse(listed) as { pid: number }[]).map(({ pid }) => parentOf(pid));
  expect(shims).toEqual([shims[0] as number, shims[0] as number]);
  expect(readlinkSync(`/proc/${shims[0]}/exe`)).toBe(executable);
  for (const id of ["first", "second"]) {
    await ctr("task", "kill", "-s", "SIGKILL", id);
    await eventually("the task to be deleted", async () => (await ctr("task", "rm", id)).status === 0);
    await succeedWith(ctr, "container", "rm", id);
  }
});
