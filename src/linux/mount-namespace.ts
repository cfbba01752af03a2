// Mounts that only the calling thread sees.
import { address, check, cString, syscall } from "./libc.ts";
import { MS } from "./mount-options.ts";
import { number } from "./number.ts";

const CLONE_NEWNS = 0x20000;

/**
 * Gives the calling thread mounts of its own, which end with it. The threads by which the runtime makes asynchronous file calls
 * do not see them.
 */
export function newMountNamespace(): void {
  check(syscall(number.unshare, CLONE_NEWNS), "unshare mounts");
  const root = cString("/");
  const none = cString("none");
  const flags = MS.REC | MS.PRIVATE;
  check(syscall(number.mount, address(none), address(root), 0, flags, 0), "make mounts private");
}
