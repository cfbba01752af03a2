// Runs a command and then looks for what it left: processes, mounts, network namespaces, bridges, cgroups, sockets,
// files. What it finds is named, processes are ended, and the status is 1 at least.
// Usage: bun scripts/leaks.ts COMMAND [ARGUMENT...]
//
// Others may work on the same machine. So that only what is the command's counts, it gets a TMPDIR of its own, its
// orphans fall to this process, and a cgroup is its when a process of it was seen there. Of what else has a fixed place,
// only what is new and used by nobody alive is blamed on it.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { becomeSubreaper } from "../src/linux/process.ts";
import { Reaper } from "../src/shim/reaper.ts";
import { CgroupWatch } from "./cgroup-watch.ts";
import { mountPoints, tracesInFixedPlaces } from "./traces.ts";

/** A shim of Go's whose daemon is gone tries for this long to tell it of its end. */
const graceMillis = 20_000;

const watchMillis = 50;

interface Outcome {
  readonly status: number;
  /** What was found when the time was over. */
  readonly left: string[];
}

/** The children of this process: after the command ended these are its orphans. */
function orphans(): number[] {
  const tasks = readdirSync("/proc/self/task");
  return tasks.flatMap((task) => {
    const children = readFileSync(`/proc/self/task/${task}/children`, "utf8");
    return children.split(" ").filter(Boolean).map(Number);
  });
}

function describe(pid: number): string {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return `process ${pid} ${command || readFileSync(`/proc/${pid}/comm`, "utf8").trim()}`;
  } catch {
    return `process ${pid}`;
  }
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory).map((name) => `file ${join(directory, name)}`);
}

async function run(argv: readonly string[], directory: string): Promise<Outcome> {
  const before = new Set(tracesInFixedPlaces(directory));
  const cgroups = new CgroupWatch();
  const find = (): string[] => [
    ...orphans().map(describe),
    ...mountPoints(directory).map((path) => `mount ${path}`),
    ...cgroups.left().map((path) => `cgroup ${path}`),
    ...tracesInFixedPlaces(directory).filter((trace) => !before.has(trace)),
    ...filesBelow(directory),
  ];
  const reaper = new Reaper();
  becomeSubreaper();
  const child = Bun.spawn([...argv], {
    stdio: ["inherit", "inherit", "inherit"],
    env: { ...process.env, TMPDIR: directory },
  });
  reaper.leave(child.pid, child.exited);
  reaper.start();
  const watch = setInterval(() => cgroups.look(), watchMillis);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => child.kill(signal));
  }
  const status = await child.exited;
  clearInterval(watch);
  const end = performance.now() + graceMillis;
  while (find().length > 0 && performance.now() < end) {
    await Bun.sleep(100);
  }
  const left = find();
  cgroups.removeEmptyParents();
  await endOrphans();
  reaper.stop();
  return { status, left };
}

/** Ends them and what falls to us when they end, so that a failed run is the last of it. */
async function endOrphans(): Promise<void> {
  for (let round = 0; round < 50 && orphans().length > 0; round++) {
    for (const pid of orphans()) {
      process.kill(pid, "SIGKILL");
    }
    await Bun.sleep(50);
  }
}

const argv = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), "tsrt-"));
// Containers with user namespaces come through here.
chmodSync(directory, 0o711);
const { status, left } = await run(argv, directory);
for (const trace of left) {
  console.error(`left behind: ${trace}`);
}
if (mountPoints(directory).length === 0) {
  rmSync(directory, { recursive: true, force: true });
}
process.exit(status !== 0 ? status : Math.min(left.length, 1));
