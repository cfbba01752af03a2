// Looks at and kills processes that may not be children of the daemon. A pid may have been given to another process
// meanwhile, so that each is known by its pid and its start time together.
import { readFileSync } from "node:fs";
import { isShortage, retryOnShortage } from "../../context/descriptors.ts";
import { errnoOf } from "../../errors/index.ts";
import { statFields } from "../../linux/proc-stat.ts";
import { signalProcess } from "../../linux/process.ts";

/** Field 22 of /proc/PID/stat, in ticks since boot; 0 when there is no such process. Throws when there are no file descriptors. */
export function startTimeOf(pid: number): number {
  return Number(statFields(readOfProcess(pid, "stat"))[19] ?? 0);
}

/** The contents of a file of /proc/PID; empty when there is no such process. Throws when there are no file descriptors. */
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

/** Sends SIGKILL if the pid still belongs to the process that was meant. */
export async function killProcess(pid: number, startTime: number): Promise<void> {
  if (await retryOnShortage(() => isAlive(pid, startTime))) {
    killNow(pid);
  }
}

/** Sends SIGKILL without a look at the start time: only for a child of the daemon that has not been waited for. */
export function killNow(pid: number): void {
  try {
    signalProcess(pid, 9);
  } catch (error) {
    if (errnoOf(error) !== "ESRCH") {
      throw error;
    }
  }
}
