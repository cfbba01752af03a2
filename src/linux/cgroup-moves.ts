// Makes the kernel ready for moves of processes between cgroups.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { mountTable } from "./mount-info.ts";

const cgroupRoot = "/sys/fs/cgroup";

/** How often the lock is taken, in ms: more often than a grace period of RCU ends, so that nobody who comes meanwhile waits. */
const intervalMillis = 5;

/** How long runc may take to its first move, in ms, when the start of a shim precedes it. */
const expectedMillis = 40;

/**
 * To move a process into a cgroup, the kernel takes a lock (cgroup_threadgroup_rwsem). Whoever takes it first waits for a grace
 * period of RCU, which is 8 ms of an idle machine in each `runc create` and `runc exec`; whoever takes it shortly afterwards
 * does not wait. So while runc is on its way this process moves itself to where it is already, which takes the lock and changes
 * nothing: `runc create` takes 20 ms instead of 29.
 */
export class CgroupMoves {
  readonly #listOf: () => Promise<string | undefined>;
  #until = 0;
  #isMoving = false;

  constructor(listOf = ownList) {
    this.#listOf = listOf;
  }

  /** To be called when some process will be moved soon. */
  expect(): void {
    this.#until = performance.now() + expectedMillis;
    this.#move().catch(() => {
      // This process may not move anything: then runc waits as it does without us.
    });
  }

  async #move(): Promise<void> {
    if (this.#isMoving) {
      return;
    }
    this.#isMoving = true;
    try {
      while (performance.now() < this.#until) {
        // Asked each time, because somebody may have moved this process, and it must stay where it was moved to. The kernel's
        // answer waits for moves that are under way, so it is not the main thread that asks.
        const list = await this.#listOf();
        if (list === undefined) {
          return;
        }
        await writeFile(list, "0", { flag: "r+" });
        await sleep(intervalMillis, undefined, { ref: false });
      }
    } finally {
      this.#isMoving = false;
    }
  }
}

/** Whether the kernel keeps the lock ready by itself, because a hierarchy is mounted with `favordynmods`. */
export function areMovesAlwaysReady(): boolean {
  return mountTable().some(({ options }) => options.includes("favordynmods"));
}

/** The file `cgroup.procs` of a cgroup that this process is in. Any hierarchy will do: all have one lock. */
async function ownList(): Promise<string | undefined> {
  const cgroups = await readFile("/proc/self/cgroup", "utf8");
  for (const line of cgroups.split("\n")) {
    const [, names = "", path = ""] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const list = join(cgroupRoot, names, path, "cgroup.procs");
    if (path !== "" && existsSync(list)) {
      return list;
    }
  }
  return undefined;
}
