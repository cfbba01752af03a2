// The processes of a daemon, and the memory that is theirs alone.
import { readdirSync, readFileSync } from "node:fs";
import { memoryOf } from "./sides.ts";

/**
 * The private memory of a daemon, and of all others that belong to it, in KiB: its children, what names its directory in the
 * command line (shims), and `more`.
 */
export function privateMemory(
  daemon: number,
  directory: string,
  more: readonly number[],
): { daemon: number; others: number } {
  const own = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== daemon && belongsTo(pid, daemon, directory));
  const others = new Set([...own, ...more]);
  const sum = [...others].reduce((total, pid) => total + memoryOf(pid).uss, 0);
  return { daemon: memoryOf(daemon).uss, others: sum };
}

/** Whether a process is a child of the daemon, or names its directory in the command line, as shims do. */
export function belongsTo(pid: number, daemon: number, directory: string): boolean {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(parent) === daemon || commandLine.includes(directory);
  } catch {
    // It has ended.
    return false;
  }
}
