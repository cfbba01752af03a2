// Ends what a dead shim left running: a runc that was creating a container goes on without its shim, and would finish the
// container after everything else has been cleaned up.
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { statFields } from "../../linux/proc-stat.ts";
import { killProcess, readOfProcess, startTimeOf } from "./process.ts";

/** Milliseconds between two looks. */
const pauseMillis = 10;

/** Waits for the processes of the shim's session that have `id` as an argument, and kills those that are left after the patience. */
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

/** Field 6 of /proc/PID/stat; 0 for a zombie, which does nothing any more. */
function sessionOf(pid: number): number {
  const [state, , , session] = statFields(readOfProcess(pid, "stat"));
  return state === "Z" ? 0 : Number(session ?? 0);
}

function argumentsOf(pid: number): string[] {
  return readOfProcess(pid, "cmdline").split("\0");
}
