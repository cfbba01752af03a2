// Descriptors by which the kernel tells of events.
import { closeFd } from "./fd.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { O } from "./open-flags.ts";

const IN_MODIFY = 0x2;
const IN_CLOSE_WRITE = 0x8;
const IN_MOVED_FROM = 0x40;
const IN_MOVED_TO = 0x80;
const IN_CREATE = 0x100;
const IN_DELETE = 0x200;
const IN_DELETE_SELF = 0x400;
const IN_MOVE_SELF = 0x800;
const IN_ONLYDIR = 0x1000000;

/** A non-blocking eventfd: 8 bytes can be read when its counter is not 0. */
export function eventFd(): number {
  return check(syscall(number.eventfd2, 0, O.NONBLOCK | O.CLOEXEC), "eventfd2");
}

/** A non-blocking inotify descriptor that can be read after each change of one file. */
export function watchFile(path: string): number {
  return watch(path, IN_MODIFY);
}

/**
 * A non-blocking inotify descriptor that can be read after a file of the directory was written and closed, and after an entry came
 * or went, or the directory itself. Fails where there is no directory.
 */
export function watchDirectory(path: string): number {
  const entries = IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE;
  return watch(path, entries | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
}

function watch(path: string, events: number): number {
  const name = cString(path);
  const fd = check(syscall(number.inotify_init1, O.NONBLOCK | O.CLOEXEC), "inotify_init1");
  const result = syscall(number.inotify_add_watch, fd, address(name), events);
  if (result < 0) {
    closeFd(fd);
  }
  check(result, `watch ${path}`);
  return fd;
}
