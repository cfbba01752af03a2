// Opening files relative to a directory, resolved by the kernel.
import { O_CLOEXEC } from "./close-on-exec.ts";
import { closeFd } from "./fd.ts";
import { address, check, cString, retry, syscall } from "./libc.ts";
import { number } from "./number.ts";

/** A path or name. Names in archives and directories are bytes; text is taken as UTF-8. */
export type Name = string | Uint8Array;

/** As the first argument of the `*at` calls: the working directory. */
export const AT_FDCWD = -100;

const isArm = process.arch === "arm64";

/** Open flags. Source: asm-generic/fcntl.h; arm64 has its own for three of them. */
export const O = {
  RDONLY: 0,
  WRONLY: 1,
  RDWR: 2,
  CREAT: 0o100,
  EXCL: 0o200,
  TRUNC: 0o1000,
  NONBLOCK: 0o4000,
  DIRECTORY: isArm ? 0o40000 : 0o200000,
  NOFOLLOW: isArm ? 0o100000 : 0o400000,
  CLOEXEC: O_CLOEXEC,
  PATH: 0o10000000,
} as const;

const RESOLVE_NO_XDEV = 0x01;
const RESOLVE_NO_MAGICLINKS = 0x02;
const RESOLVE_NO_SYMLINKS = 0x04;
const RESOLVE_BENEATH = 0x08;
const RESOLVE_IN_ROOT = 0x10;

export function openAt(directory: number, name: Name, flags: number, mode = 0): number {
  const path = cString(name);
  const call = (): number => syscall(number.openat, directory, address(path), flags | O.CLOEXEC, mode);
  return retry(call, `open ${shown(name)}`);
}

const openHow = new BigUint64Array(3);

/** openat2(2), which the kernel may want to be asked again. */
function openResolving(directory: number, path: Name, flags: number, mode: number, resolve: number): number {
  const bytes = cString(path);
  openHow[0] = BigInt(flags | O.CLOEXEC);
  openHow[1] = BigInt(mode);
  openHow[2] = BigInt(resolve);
  const call = (): number =>
    syscall(number.openat2, directory, address(bytes), address(openHow), openHow.byteLength);
  for (;;) {
    const result = call();
    // The kernel saw a rename or mount race with `..` and asks to try again. Source: openat2(2), EAGAIN.
    if (result !== -EAGAIN && result !== -EINTR) {
      return check(result, `open ${shown(path)}`);
    }
  }
}

/**
 * Opens `path` as a process with `root` as its root directory would: `..`, absolute paths and absolute links end at
 * `root`, whoever changes the tree meanwhile. Links of /proc are refused.
 */
export function openIn(root: number, path: Name, flags: number, mode = 0): number {
  return openResolving(root, path, flags, mode, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
}

/** Opens what `directory` itself has by that name: neither through a link (ELOOP) nor in what is mounted on it (EXDEV). */
export function openOwn(directory: number, name: Name, flags: number): number {
  return openResolving(directory, name, flags, 0, RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH);
}

const EINTR = 4;
const EAGAIN = 11;

/** Runs `work` with a descriptor that is closed afterwards. */
export function withFd<T>(fd: number, work: (fd: number) => T): T {
  try {
    return work(fd);
  } finally {
    closeFd(fd);
  }
}

/** A name as it appears in an error: its beginning, when it is very long. */
export function shown(name: Name): string {
  const text = typeof name === "string" ? name : Buffer.from(name).toString();
  return text.length > maxShown ? `${JSON.stringify(text.slice(0, maxShown))}…` : JSON.stringify(text);
}

const maxShown = 255;
