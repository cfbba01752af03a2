// What a lost shim left running of its own: a runc that is in the middle of a creation finishes it after everybody has
// cleaned up, unless it is waited for.
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { statFields } from "../linux/proc-stat.ts";
import { killProcess, readOfProcess, startTimeOf } from "./process.ts";

const pauseMillis = 10;

/** Waits for the processes of a shim's session that have `id` as an argument, then kills those that stay. */
export async function endSession(shimPid: number, id: string, patienceMillis: number): Promise<void> {
  const end = Date.now() + patienceMillis;
  let left = membersOf(shimPid, id);
  while (left.length > 0 && Date.now() < end) {
    await sleep(pauseMillis);
    left = membersOf(shimPid, id);
  }
  for (const pid of left) {
    await killProcess(pid, startTimeOf(pid));
  }
}

function membersOf(shimPid: number, id: string): number[] {
  if (shimPid <= 0) {
    return [];
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => sessionOf(pid) === shimPid && argumentsOf(pid).includes(id));
}

/** Field 6 of /proc/PID/stat. A zombie has nothing left to do. */
function sessionOf(pid: number): number {
  const [state, , , session] = statFields(readOfProcess(pid, "stat"));
  return state === "Z" ? 0 : Number(session ?? 0);
}

function argumentsOf(pid: number): string[] {
  return readOfProcess(pid, "cmdline").split("\0");
}
