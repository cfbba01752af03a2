// Who waits for each child of the shim: Bun for what it has spawned, a pidfd for each process of a container, and the reaper
// itself for strays. Strays are orphans of containers without a pid namespace and of hooks, which fall to the subreaper.
import { readdirSync, readFileSync } from "node:fs";
import { errnoOf } from "../errors/index.ts";
import { closeFd } from "../linux/fd.ts";
import { hasDeadChild, openPidfd, waitChild, waitPidfd } from "../linux/process.ts";
import { closeWatched, whenReady } from "../linux/readiness.ts";

/** The status of a child that somebody else has waited for. containerd uses 255 for exits that it knows nothing of. */
const unknownStatus = 255;

/** How long after a SIGCHLD the reaper looks for strays, in ms: Bun and the pidfds take their children first. */
const strayDelay = 20;

export class Reaper {
  readonly #spawned = new Set<number>();
  readonly #watched = new Set<number>();
  #launching = 0;
  #timer: Timer | undefined;

  /** Begins to reap strays. */
  start(): void {
    process.on("SIGCHLD", this.#onChild);
  }

  stop(): void {
    process.off("SIGCHLD", this.#onChild);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Leaves a process that Bun has spawned to Bun. */
  leave(pid: number, exited: Promise<unknown>): void {
    this.#spawned.add(pid);
    const done = (): void => {
      this.#spawned.delete(pid);
    };
    exited.then(done, done);
  }

  /** Runs a command that makes a process, and tells `watch` of it: until then the process must not be taken for a stray. */
  async launch<T>(run: () => Promise<T>): Promise<T> {
    this.#launching++;
    try {
      return await run();
    } finally {
      this.#launching--;
      this.#onChild();
    }
  }

  /** Calls back once when the process has ended, with its exit code or 128 + signal. Must be called within `launch`. */
  watch(pid: number, onExit: (status: number) => void): void {
    let pidfd: number;
    try {
      pidfd = openPidfd(pid);
    } catch (error) {
      if (errnoOf(error) !== "ESRCH") {
        throw error;
      }
      queueMicrotask(() => onExit(unknownStatus));
      return;
    }
    const onReady = (): void => {
      const status = waitPidfd(pidfd)?.status ?? unknownStatus;
      closeWatched(pidfd);
      this.#watched.delete(pid);
      onExit(status);
    };
    try {
      whenReady(pidfd, "read", onReady);
    } catch (error) {
      closeFd(pidfd);
      throw error;
    }
    this.#watched.add(pid);
  }

  /** SIGCHLD comes for every child, and several become one: a single look, a little later, is enough. */
  readonly #onChild = (): void => {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#reapStrays();
    }, strayDelay);
  };

  #reapStrays(): void {
    if (this.#launching > 0 || !hasDeadChild()) {
      return;
    }
    for (const pid of children()) {
      if (!this.#spawned.has(pid) && !this.#watched.has(pid)) {
        waitChild(pid);
      }
    }
  }
}

/** The pids of all children. The kernel lists a child with the thread that made it, and an orphan with any. */
function children(): number[] {
  const pids: number[] = [];
  for (const thread of readdirSync("/proc/self/task")) {
    const list = readFileSync(`/proc/self/task/${thread}/children`, "latin1");
    for (const pid of list.split(" ")) {
      if (pid !== "") {
        pids.push(Number(pid));
      }
    }
  }
  return pids;
}
