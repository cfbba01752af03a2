// Descriptors by which the kernel tells of events.
import { closeFd } from "./fd.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { O } from "./open-flags.ts";

/** A non-blocking eventfd: 8 bytes can be read when its counter is not 0. */
export function eventFd(): number {
  return check(syscall(number.eventfd2, 0, O.NONBLOCK | O.CLOEXEC), "eventfd2");
}

/** A non-blocking inotify descriptor that can be read after each change of one file. */
export function watchFile(path: string): number {
  const IN_MODIFY = 2;
  const name = cString(path);
  const fd = check(syscall(number.inotify_init1, O.NONBLOCK | O.CLOEXEC), "inotify_init1");
  const result = syscall(number.inotify_add_watch, fd, address(name), IN_MODIFY);
  if (result < 0) {
    closeFd(fd);
  }
  check(result, `watch ${path}`);
  return fd;
}
