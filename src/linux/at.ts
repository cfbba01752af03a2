// Changes to a directory's entries, by the directory's descriptor and a name. None but chmodAt follows a link at `name`.
import { invalidArgument } from "../errors/index.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { type Name, shown } from "./open.ts";
import { AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW } from "./open-flags.ts";

const AT_REMOVEDIR = 0x200;
export const RENAME_NOREPLACE = 1;

export const S = {
  IFMT: 0o170000,
  IFSOCK: 0o140000,
  IFLNK: 0o120000,
  IFREG: 0o100000,
  IFBLK: 0o060000,
  IFDIR: 0o040000,
  IFCHR: 0o020000,
  IFIFO: 0o010000,
} as const;

export interface Timespec {
  readonly seconds: number;
  readonly nanos: number;
}

export function mkdirAt(directory: number, name: Name, mode: number): void {
  check(syscall(number.mkdirat, directory, address(cString(name)), mode), `mkdir ${shown(name)}`);
}

export function unlinkAt(directory: number, name: Name): void {
  check(syscall(number.unlinkat, directory, address(cString(name)), 0), `unlink ${shown(name)}`);
}

export function rmdirAt(directory: number, name: Name): void {
  check(syscall(number.unlinkat, directory, address(cString(name)), AT_REMOVEDIR), `rmdir ${shown(name)}`);
}

export function symlinkAt(target: Name, directory: number, name: Name): void {
  const link = cString(target);
  const path = cString(name);
  check(syscall(number.symlinkat, address(link), directory, address(path)), `symlink ${shown(name)}`);
}

/** Makes a hard link. A symlink at `oldName` is not followed but linked itself. */
export function linkAt(oldDirectory: number, oldName: Name, directory: number, name: Name): void {
  const from = cString(oldName);
  const to = cString(name);
  const result = syscall(number.linkat, oldDirectory, address(from), directory, address(to), 0);
  check(result, `link ${shown(oldName)} to ${shown(name)}`);
}

/** Makes a FIFO, device or whiteout. `mode` has S.IF bits; a device number beyond the kernel's 12 and 20 bits is refused. */
export function mknodAt(directory: number, name: Name, mode: number, major = 0, minor = 0): void {
  if (!(major >= 0 && major <= 0xfff && minor >= 0 && minor <= 0xfffff)) {
    throw invalidArgument(`device number ${major}:${minor} out of range`);
  }
  // new_encode_dev of include/linux/kdev_t.h
  const device = (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12);
  check(
    syscall(number.mknodat, directory, address(cString(name)), mode, device >>> 0),
    `mknod ${shown(name)}`,
  );
}

export function renameAt(
  oldDirectory: number,
  oldName: Name,
  directory: number,
  name: Name,
  flags = 0,
): void {
  const from = cString(oldName);
  const to = cString(name);
  const result = syscall(number.renameat2, oldDirectory, address(from), directory, address(to), flags);
  check(result, `rename ${shown(oldName)} to ${shown(name)}`);
}

/** An empty name stands for `directory` itself. */
export function chownAt(directory: number, name: Name, uid: number, gid: number): void {
  const path = cString(name);
  const flags = AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH;
  check(syscall(number.fchownat, directory, address(path), uid, gid, flags), `chown ${shown(name)}`);
}

/** Follows a symlink at `name`, because the system call has no flag against that. The caller must know that it is none. */
export function chmodAt(directory: number, name: Name, mode: number): void {
  check(syscall(number.fchmodat, directory, address(cString(name)), mode), `chmod ${shown(name)}`);
}

export function chmodFd(fd: number, mode: number): void {
  check(syscall(number.fchmod, fd, mode), "fchmod");
}

export function chownFd(fd: number, uid: number, gid: number): void {
  check(syscall(number.fchown, fd, uid, gid), "fchown");
}

const times = new BigInt64Array(4);

function fillTimes(accessed: Timespec, modified: Timespec): void {
  times[0] = BigInt(accessed.seconds);
  times[1] = BigInt(accessed.nanos);
  times[2] = BigInt(modified.seconds);
  times[3] = BigInt(modified.nanos);
}

/** Sets times to the nanosecond, also such as lie before 1970, for which node:fs sets the present time. */
export function utimesAt(directory: number, name: Name, accessed: Timespec, modified: Timespec): void {
  fillTimes(accessed, modified);
  const path = cString(name);
  const result = syscall(number.utimensat, directory, address(path), address(times), AT_SYMLINK_NOFOLLOW);
  check(result, `set times of ${shown(name)}`);
}

export function utimesFd(fd: number, accessed: Timespec, modified: Timespec): void {
  fillTimes(accessed, modified);
  check(syscall(number.utimensat, fd, 0, address(times), 0), "futimens");
}

const linkBuffer = new Uint8Array(4096);

/** The target of a symlink. An empty name stands for a descriptor that was opened with O.PATH | O.NOFOLLOW. */
export function readlinkAt(directory: number, name: Name): Uint8Array {
  const path = cString(name);
  const result = syscall(number.readlinkat, directory, address(path), address(linkBuffer), linkBuffer.length);
  return linkBuffer.slice(0, check(result, `readlink ${shown(name)}`));
}
