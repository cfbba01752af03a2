// Runs a command and then looks for what it has left behind: processes, mounts, network namespaces, bridges, cgroups, sockets and
// files. It prints what it finds, ends the processes, and exits with 1 or more if there was anything.
// Usage: bun scripts/leaks.ts COMMAND [ARGUMENT...]
//
// Other programs may run on the same machine. To find only what belongs to the command, the command gets its own TMPDIR, this
// process adopts its orphans, and a cgroup counts as the command's when one of its processes was seen there. Of things with a fixed
// place, only those count that are new and not used by any living process.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { becomeSubreaper } from "../src/linux/process.ts";
import { Reaper } from "../src/shim/reaper.ts";
import { CgroupWatch } from "./cgroup-watch.ts";
import { mountPoints, tracesInFixedPlaces } from "./traces.ts";

/** How long a Go shim without its daemon tries to report its exit to it, in milliseconds. */
const graceMillis = 20_000;

const watchMillis = 50;

interface Outcome {
  readonly status: number;
  /** What was still there when the time had passed. */
  readonly left: string[];
}

/** The children of this process, which are the command's orphans after the command has ended. */
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

/** Ends these processes, and those that become our children when they end, so that nothing of a failed run remains. */
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
// Processes of containers with user namespaces must be able to enter this directory.
chmodSync(directory, 0o711);
const { status, left } = await run(argv, directory);
for (const trace of left) {
  console.error(`left behind: ${trace}`);
}
if (mountPoints(directory).length === 0) {
  rmSync(directory, { recursive: true, force: true });
}
process.exit(status !== 0 ? status : Math.min(left.length, 1));
