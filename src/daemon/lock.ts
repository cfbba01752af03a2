// Allows one daemon for a directory: a second one would damage what the first one has open.
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failedPrecondition } from "../errors/index.ts";
import { setCloseOnExec } from "../linux/fd.ts";
import { tryLock } from "../linux/lock.ts";

export interface DirectoryLock {
  release(): void;
}

/** Takes the lock. `what` is `root` or `state`. Failed precondition: another daemon has it, whose pid the message names. */
export function lockDirectory(what: string, directory: string): DirectoryLock {
  const path = join(directory, "lock");
  const fd = openSync(path, "a+", 0o600);
  // A shim that inherited it would hold the lock after the daemon's death.
  setCloseOnExec(fd);
  if (!tryLock(fd)) {
    closeSync(fd);
    throw failedPrecondition(`${what} ${directory} is in use by another daemon${holder(path)}`);
  }
  writeFileSync(path, `${process.pid}\n`);
  return { release: () => closeSync(fd) };
}

function holder(path: string): string {
  const pid = readFileSync(path, "utf8").trim();
  return pid === "" ? "" : ` (pid ${pid})`;
}
