// Lets a created container go as `runc start` does, without running runc: opening its exec.fifo takes 0.1 ms, runc 4.8.
import { constants, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errnoOf } from "../../errors/index.ts";
import { again, readFd } from "../../linux/fd.ts";
import { openPidfd } from "../../linux/process.ts";
import { closeWatched, whenReady } from "../../linux/readiness.ts";
import type { Reaper } from "../tasks/reaper.ts";
import type { SpecFacts } from "../tasks/spec.ts";
import type { RuncSettings } from "./runc.ts";
import { mayStandIn } from "./runc-version.ts";

const O_CLOEXEC = 0o2000000;

/**
 * False when it does not apply: then nothing has been done and `runc start` must be run. Only runc of a tested version,
 * without poststart hooks (runc runs those) and outside of sd_notify, for a container that waits at its FIFO.
 */
export async function startQuickly(
  settings: RuncSettings,
  id: string,
  pid: number,
  spec: SpecFacts,
  reaper: Reaper,
): Promise<boolean> {
  const isForbidden = process.env.NOTIFY_SOCKET !== undefined;
  if (isForbidden || spec.hasPoststartHooks || !(await mayStandIn(settings, reaper))) {
    return false;
  }
  const path = join(settings.root, id, "exec.fifo");
  const fifo = openIfThere(path);
  if (fifo === undefined) {
    return false;
  }
  try {
    await letGo(fifo, pid);
  } finally {
    closeWatched(fifo);
  }
  // For runc a container is "created" as long as it has this FIFO.
  rmSync(path, { force: true });
  return true;
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | O_CLOEXEC);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/** The container's init waits for a reader. */
async function letGo(fifo: number, pid: number): Promise<void> {
  const pidfd = openPidfd(pid);
  try {
    await eitherReady(fifo, pidfd);
    const count = readFd(fifo, new Uint8Array(1));
    if (count === 0 || count === again) {
      throw new Error("container process is already dead");
    }
  } finally {
    closeWatched(pidfd);
  }
}

function eitherReady(a: number, b: number): Promise<void> {
  return new Promise((resolve) => {
    whenReady(a, "read", resolve);
    whenReady(b, "read", resolve);
  });
}
