// A lock on a file that ends with its holder, however that ends.
import { check, syscall } from "./libc.ts";
import { number } from "./number.ts";

const LOCK_EX = 2;
const LOCK_NB = 4;
const EWOULDBLOCK = 11;

/** Takes the exclusive lock of an open file, or gives false when another process has it. It lasts until the fd closes. */
export function tryLock(fd: number): boolean {
  if (!Number.isInteger(fd) || fd < 0) {
    throw new RangeError(`not a file descriptor: ${fd}`);
  }
  const result = syscall(number.flock, fd, LOCK_EX | LOCK_NB);
  if (result === -EWOULDBLOCK) {
    return false;
  }
  check(result, "flock");
  return true;
}
