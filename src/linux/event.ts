// Fds through which the kernel tells of things.
import { O_CLOEXEC } from "./close-on-exec.ts";
import { closeFd } from "./fd.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { number } from "./number.ts";

const O_NONBLOCK = 0o4000;

/** A non-blocking eventfd: readable, 8 bytes, when its counter is not 0. */
export function eventFd(): number {
  return check(syscall(number.eventfd2, 0, O_NONBLOCK | O_CLOEXEC), "eventfd2");
}

/** A non-blocking inotify fd that is readable after each change of one file. */
export function watchFile(path: string): number {
  const IN_MODIFY = 2;
  const name = cString(path);
  const fd = check(syscall(number.inotify_init1, O_NONBLOCK | O_CLOEXEC), "inotify_init1");
  const result = syscall(number.inotify_add_watch, fd, address(name), IN_MODIFY);
  if (result < 0) {
    closeFd(fd);
  }
  check(result, `watch ${path}`);
  return fd;
}
