// What node:fs lacks for file descriptors. Every descriptor that is made here is close-on-exec.
import { E } from "./errno.ts";
import { type Argument, address, check, retry, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { O } from "./open-flags.ts";

const F_GETFD = 1;
const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const F_SETPIPE_SZ = 1031;
const FD_CLOEXEC = 1;

/** What a non-blocking call gives in place of a count when it would have to wait. */
export const again = -1;

function checkFd(fd: number): number {
  if (!Number.isInteger(fd) || fd < 0) {
    throw new RangeError(`not a file descriptor: ${fd}`);
  }
  return fd;
}

/** Closes a descriptor. One that is not open is the caller's fault and throws EBADF. */
export function closeFd(fd: number): void {
  const result = syscall(number.close, checkFd(fd));
  // An interrupted close has freed the number: to repeat it would close somebody else's file.
  if (result !== -E.INTR) {
    check(result, `close fd ${fd}`);
  }
}

export interface Pipe {
  readonly read: number;
  readonly write: number;
}

export function pipe(): Pipe {
  const fds = new Int32Array(2);
  check(syscall(number.pipe2, address(fds), O.CLOEXEC), "pipe2");
  return { read: fds[0] as number, write: fds[1] as number };
}

/** A pipe for each `true`, in the same order. When one of them cannot be had none is left open. */
export function openPipes(wanted: readonly boolean[]): (Pipe | undefined)[] {
  const made: (Pipe | undefined)[] = [];
  try {
    for (const isWanted of wanted) {
      made.push(isWanted ? pipe() : undefined);
    }
    return made;
  } catch (error) {
    closePipes(made);
    throw error;
  }
}

export function closePipes(pipes: readonly (Pipe | undefined)[]): void {
  for (const each of pipes) {
    if (each !== undefined) {
      closeFd(each.read);
      closeFd(each.write);
    }
  }
}

/** Asks for a pipe buffer of `bytes`. Gives false where the kernel's limit for this user forbids so much. */
export function setPipeSize(fd: number, bytes: number): boolean {
  return syscall(number.fcntl, checkFd(fd), F_SETPIPE_SZ, bytes) >= 0;
}

export function setNonblocking(fd: number): void {
  const flags = check(syscall(number.fcntl, checkFd(fd), F_GETFL), "fcntl F_GETFL");
  check(syscall(number.fcntl, fd, F_SETFL, flags | O.NONBLOCK), "fcntl F_SETFL");
}

export function setCloseOnExec(fd: number): void {
  const flags = check(syscall(number.fcntl, checkFd(fd), F_GETFD), "fcntl F_GETFD");
  check(syscall(number.fcntl, fd, F_SETFD, flags | FD_CLOEXEC), "fcntl F_SETFD");
}

/** A second descriptor of the same open file. */
export function duplicate(fd: number): number {
  const F_DUPFD_CLOEXEC = 1030;
  return check(syscall(number.fcntl, checkFd(fd), F_DUPFD_CLOEXEC, 3), "fcntl F_DUPFD_CLOEXEC");
}

/** Makes `target` a descriptor of the same open file as `fd`, in one step. Children inherit `target`. */
export function replaceFd(fd: number, target: number): void {
  check(syscall(number.dup3, checkFd(fd), checkFd(target), 0), "dup3");
}

export function changeOwner(fd: number, uid: number, gid: number): void {
  check(syscall(number.fchown, checkFd(fd), uid, gid), "fchown");
}

/** Repeats interrupted calls, and gives `again` where the call would block. */
function nonblocking(operation: string, call: () => number): number {
  for (;;) {
    const result = call();
    if (result === -E.AGAIN) {
      return again;
    }
    if (result !== -E.INTR) {
      return check(result, operation);
    }
  }
}

/** Bytes read, 0 at the end, or `again`. */
export function readFd(fd: number, buffer: Uint8Array): number {
  return nonblocking("read", () => syscall(number.read, checkFd(fd), address(buffer), buffer.length));
}

/** Bytes written, or `again`. */
export function writeFd(fd: number, bytes: Uint8Array): number {
  if (bytes.length === 0) {
    return 0;
  }
  return nonblocking("write", () => syscall(number.write, checkFd(fd), address(bytes), bytes.length));
}

/** Moves up to `length` bytes between two descriptors of which one is a pipe. Gives the count, 0 at the end, or `again`. */
export function splice(from: number, to: number, length: number): number {
  const SPLICE_F_MOVE = 1;
  const SPLICE_F_NONBLOCK = 2;
  const none: Argument = 0;
  return nonblocking("splice", () =>
    syscall(number.splice, checkFd(from), none, checkFd(to), none, length, SPLICE_F_MOVE | SPLICE_F_NONBLOCK),
  );
}

/** Whether a read or a write would not block now. An end or an error counts as ready. */
export function isReady(fd: number, interest: "read" | "write"): boolean {
  const POLLIN = 1;
  const POLLOUT = 4;
  const entry = new DataView(new ArrayBuffer(8));
  entry.setInt32(0, checkFd(fd), true);
  entry.setInt16(4, interest === "read" ? POLLIN : POLLOUT, true);
  const zero = new BigInt64Array(2);
  return retry(() => syscall(number.ppoll, address(entry), 1, address(zero), 0), "ppoll") > 0;
}
