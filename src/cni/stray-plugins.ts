// Plugins outlive a caller that is killed: one that is still adding would finish after its successor has deleted, and nobody would
// know of what it made.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const variable = "CNI_CONTAINERID=";
const pause = 10;

/** Kills the plugins that an earlier process has left running for these containers, and resolves when they have ended. */
export async function endStrayPlugins(containerIds: ReadonlySet<string>): Promise<void> {
  if (containerIds.size === 0) {
    return;
  }
  for (let pids = pluginsOf(containerIds); pids.length > 0; pids = pluginsOf(containerIds)) {
    for (const pid of pids) {
      killIfThere(pid);
    }
    await sleep(pause);
  }
}

/** A process that has ended and was not waited for yet has no environment. */
function pluginsOf(containerIds: ReadonlySet<string>): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => containerIds.has(containerOf(pid) ?? ""))
    .map(Number);
}

function containerOf(pid: string): string | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return words.find((word) => word.startsWith(variable))?.slice(variable.length);
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}
