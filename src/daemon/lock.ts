// Allows one daemon for a directory: a second one would damage what the first one has open.
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { failedPrecondition } from "../errors/index.ts";
import { setCloseOnExec } from "../linux/fd.ts";
import { tryLock } from "../linux/lock.ts";

export interface DirectoryLock {
  release(): void;
}

/**
 * Milliseconds that children of a daemon that was killed may go on holding its lock: they have its descriptors until they run their own
 * programs, and the child that makes user namespaces (linux/user-namespace.ts) until it ends.
 */
const patience = 3_000;
const pause = 10;

/**
 * Takes the lock, which a daemon that was killed just now may leave a little later. `what` is `root` or `state`. Failed precondition:
 * another daemon has it, whose pid the message names.
 */
export async function lockDirectory(what: string, directory: string): Promise<DirectoryLock> {
  const path = join(directory, "lock");
  const fd = openSync(path, "a+", 0o600);
  // A shim that inherited it would hold the lock after the daemon's death.
  setCloseOnExec(fd);
  const end = performance.now() + patience;
  while (!tryLock(fd)) {
    const holder = readFileSync(path, "utf8").trim();
    if (holder === "" || existsSync(`/proc/${holder}`) || performance.now() > end) {
      closeSync(fd);
      const named = holder === "" ? "" : ` (pid ${holder})`;
      throw failedPrecondition(`${what} ${directory} is in use by another daemon${named}`);
    }
    await sleep(pause);
  }
  writeFileSync(path, `${process.pid}\n`);
  return { release: () => closeSync(fd) };
}
