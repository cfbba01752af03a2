// Opening files relative to a directory, resolved by the kernel.
import { E } from "./errno.ts";
import { closeFd } from "./fd.ts";
import { address, check, cString, retry, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { AT_FDCWD, O } from "./open-flags.ts";

export { AT_FDCWD, O };

/** A path or name. Names in archives and directories are bytes; text is taken as UTF-8. */
export type Name = string | Uint8Array;

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

/** openat2(2), repeated as often as the kernel asks for it. */
function openResolving(directory: number, path: Name, flags: number, mode: number, resolve: number): number {
  const bytes = cString(path);
  openHow[0] = BigInt(flags | O.CLOEXEC);
  openHow[1] = BigInt(mode);
  openHow[2] = BigInt(resolve);
  const call = (): number =>
    syscall(number.openat2, directory, address(bytes), address(openHow), openHow.byteLength);
  for (;;) {
    const result = call();
    // EAGAIN: a rename or mount happened while the kernel resolved a `..`, and the caller shall try again. Source: openat2(2).
    if (result !== -E.AGAIN && result !== -E.INTR) {
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

/** Opens an entry that `directory` itself has: neither through a link (ELOOP) nor in what is mounted on it (EXDEV). */
export function openOwn(directory: number, name: Name, flags: number): number {
  return openResolving(directory, name, flags, 0, RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH);
}

/** Runs `work` with a descriptor and closes it afterwards. */
export function withFd<T>(fd: number, work: (fd: number) => T): T {
  try {
    return work(fd);
  } finally {
    closeFd(fd);
  }
}

/** A name for an error message, of which it shows the beginning when it is very long. */
export function shown(name: Name): string {
  const text = typeof name === "string" ? name : Buffer.from(name).toString();
  return text.length > maxShown ? `${JSON.stringify(text.slice(0, maxShown))}…` : JSON.stringify(text);
}

const maxShown = 255;
