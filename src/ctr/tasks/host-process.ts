// What /proc tells of the process that a task is, where the CLI runs on the daemon's host.
import { readFileSync, readlinkSync } from "node:fs";
import { statFields } from "../../linux/proc-stat.ts";

/** USER_HZ is 100 on every architecture that tsrt runs on. */
const ticksPerSecond = 100;
/** Index of `starttime`, field 22 of /proc/PID/stat, among the fields after the name in parentheses. Source: proc(5). */
const startField = 19;

/** When a process started, in milliseconds since the epoch; undefined when there is no such process. */
export function startedAt(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const ticks = Number(statFields(stat)[startField]);
    const boot = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
    return Number(boot) * 1000 + (ticks / ticksPerSecond) * 1000;
  } catch {
    return undefined;
  }
}

/**
 * The shim that a task's init process runs under: name, executable and pid of its parent process. `-` when the process
 * has ended, or belongs to a daemon on another host.
 */
export function shimOf(pid: number): string {
  try {
    const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
    const name = readFileSync(`/proc/${parent}/comm`, "utf8").trim();
    return `${name} ${readlinkSync(`/proc/${parent}/exe`)} (${parent})`;
  } catch {
    return "-";
  }
}
