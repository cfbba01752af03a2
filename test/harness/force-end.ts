import { readdirSync, readFileSync } from "node:fs";
import { unmountAll } from "../../src/linux/mount.ts";
import { mountTable } from "../../src/linux/mount-info.ts";
import { statFields } from "../../src/linux/proc-stat.ts";
import { eventually } from "./command.ts";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    // It has ended meanwhile.
    return "";
  }
}

function processes(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      parent: Number(statFields(read(`/proc/${name}/stat`))[1]),
      command: read(`/proc/${name}/cmdline`),
    }));
}

/** Those whose command lines have the path in them, and all of their descendants. */
function processesOf(path: string): number[] {
  const all = processes();
  const isMeant = ({ pid, command }: Process): boolean => pid !== process.pid && command.includes(path);
  const found = new Set(all.filter(isMeant).map(({ pid }) => pid));
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const { pid, parent } of all) {
      if (found.has(parent)) {
        found.add(pid);
      }
    }
  }
  return [...found];
}

/** After a test that failed: kills what belongs to a daemon with this directory, its shims and their containers, and unmounts all below it. */
export async function forceEnd(path: string): Promise<void> {
  await eventually(`the processes of ${path} to end`, () => {
    const left = processesOf(path);
    for (const pid of left) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended meanwhile.
      }
    }
    return left.length === 0;
  });
  const points = mountTable().map(({ point }) => point);
  for (const point of points.filter((one) => one.startsWith(`${path}/`)).reverse()) {
    await unmountAll(point, { lazy: true });
  }
}
