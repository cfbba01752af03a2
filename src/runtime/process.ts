// Processes that may be others' children.
import { readFileSync } from "node:fs";
import { isShortage, patiently } from "../context/descriptors.ts";
import { errnoOf } from "../errors/index.ts";
import { statFields } from "../linux/proc-stat.ts";
import { signalProcess } from "../linux/process.ts";

/**
 * Field 22 of /proc/PID/stat, ticks since boot: pid and start time together name one process. 0 when there is none.
 * Throws when it cannot be told, as without file descriptors.
 */
export function startTimeOf(pid: number): number {
  return Number(statFields(readOfProcess(pid, "stat"))[19] ?? 0);
}

/** A file of /proc/PID; empty when there is no such process. Throws as `startTimeOf`. */
export function readOfProcess(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch (error) {
    if (isShortage(error)) {
      throw error;
    }
    return "";
  }
}

export function isAlive(pid: number, startTime: number): boolean {
  return pid > 0 && startTime !== 0 && startTimeOf(pid) === startTime;
}

/** SIGKILL, if it still is the process that was meant. */
export async function killProcess(pid: number, startTime: number): Promise<void> {
  if (await patiently(() => isAlive(pid, startTime))) {
    killNow(pid);
  }
}

/** SIGKILL of a process that cannot be a stranger. */
export function killNow(pid: number): void {
  try {
    signalProcess(pid, 9);
  } catch (error) {
    if (errnoOf(error) !== "ESRCH") {
      throw error;
    }
  }
}
