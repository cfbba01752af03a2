import { readFileSync } from "node:fs";
import { statFields } from "../../linux/proc-stat.ts";

/** USER_HZ, which is 100 on every architecture that tsrt runs on. */
const ticksPerSecond = 100;
/** Field 22 of /proc/PID/stat, counted after the name in parentheses. Source: proc(5). */
const startField = 19;

/** Milliseconds since the epoch at which a process started; undefined when there is none. */
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
