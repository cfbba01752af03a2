// A lock on a file, which the kernel releases when its holder ends, however that happens.
import { E } from "./errno.ts";
import { check, syscall } from "./libc.ts";
import { number } from "./number.ts";

const LOCK_EX = 2;
const LOCK_NB = 4;

/** Takes the exclusive lock of an open file, until `fd` is closed. Gives false when another process has it. */
export function tryLock(fd: number): boolean {
  if (!Number.isInteger(fd) || fd < 0) {
    throw new RangeError(`not a file descriptor: ${fd}`);
  }
  const result = syscall(number.flock, fd, LOCK_EX | LOCK_NB);
  if (result === -E.AGAIN) {
    return false;
  }
  check(result, "flock");
  return true;
}
