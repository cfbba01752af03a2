// Starts a created container as `runc start` does, without running runc. The container's init waits for a reader of its
// FIFO `exec.fifo`: opening that takes 0.1 ms, running runc 4.8. Source: runc libcontainer/container_linux.go, exec.
import { openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errnoOf } from "../../errors/index.ts";
import { again, readFd } from "../../linux/fd.ts";
import { O } from "../../linux/open.ts";
import { openPidfd } from "../../linux/process.ts";
import { closeWatched, whenReady } from "../../linux/readiness.ts";
import type { SpecFacts } from "../tasks/spec.ts";

/**
 * False when nothing has been done and `runc start` must be run: for a container with poststart hooks, which runc runs,
 * under sd_notify, and when it does not wait at its FIFO. `root` is where runc keeps its state.
 */
export async function startByExecFifo(
  root: string,
  id: string,
  pid: number,
  spec: SpecFacts,
): Promise<boolean> {
  if (process.env.NOTIFY_SOCKET !== undefined || spec.hasPoststartHooks) {
    return false;
  }
  const path = join(root, id, "exec.fifo");
  const fifo = openIfThere(path);
  if (fifo === undefined) {
    return false;
  }
  try {
    await releaseInit(fifo, pid);
  } finally {
    closeWatched(fifo);
  }
  // For runc a container is "created" as long as it has this FIFO.
  rmSync(path, { force: true });
  return true;
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, O.RDONLY | O.NONBLOCK | O.NOFOLLOW | O.CLOEXEC);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/** The init writes one byte as soon as the FIFO has a reader. An end without that byte means that the init has died. */
async function releaseInit(fifo: number, pid: number): Promise<void> {
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
