// Every child of the shim and who waits for it: Bun for what it spawned, a pidfd for the processes of containers,
// and this file for strays: orphans of containers without a pid namespace, and of hooks, which fall to the subreaper.
import { readdirSync, readFileSync } from "node:fs";
import { errnoOf } from "../../errors/index.ts";
import { closeFd } from "../../linux/fd.ts";
import { hasDeadChild, openPidfd, waitChild, waitPidfd } from "../../linux/process.ts";
import { closeWatched, whenReady } from "../../linux/readiness.ts";

/** For a child whose status somebody else took. Source: containerd uses 255 for exits it knows nothing of. */
const unknownStatus = 255;

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

  /** Leaves a process that Bun spawned to Bun. */
  leave(pid: number, exited: Promise<unknown>): void {
    this.#spawned.add(pid);
    const done = (): void => {
      this.#spawned.delete(pid);
    };
    exited.then(done, done);
  }

  /** Runs what makes a process that `watch` will be told of: until then it must not be taken for a stray. */
  async launch<T>(run: () => Promise<T>): Promise<T> {
    this.#launching++;
    try {
      return await run();
    } finally {
      this.#launching--;
      this.#onChild();
    }
  }

  /** Calls back once, with the exit code or 128 + signal. Must be called within `launch`. */
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

  /** SIGCHLD coalesces, and comes for every child: look soon, once. */
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

/** Children hang on the thread that made them, orphans on any. */
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
