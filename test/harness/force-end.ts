import { unmountAll } from "../../src/linux/mount.ts";
import { mountTable } from "../../src/linux/mount-info.ts";
import { eventually } from "./command.ts";
import { commandLine, parentOf, processIds } from "./processes.ts";

/** Those whose command lines have the path in them, and all of their descendants. */
function processesOf(path: string): number[] {
  const all = processIds().map((pid) => ({ pid, parent: parentOf(pid) }));
  const isMeant = (pid: number): boolean => pid !== process.pid && commandLine(pid).includes(path);
  const found = new Set(all.map(({ pid }) => pid).filter(isMeant));
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
