// What a file is, by statx(2), whose structure is the same on every architecture; and the entries of directories, piece by piece.
import { S, type Timespec } from "./at.ts";
import { E } from "./errno.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { type Name, shown } from "./open.ts";
import { AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW } from "./open-flags.ts";

export interface Stat {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly links: number;
  /** Identifies a file together with `device`. overlayfs uses all 64 bits. */
  readonly inode: bigint;
  readonly device: string;
  readonly size: number;
  /** Allocated blocks of 512 bytes, whatever the block size of the filesystem is. */
  readonly blocks: number;
  readonly accessed: Timespec;
  readonly modified: Timespec;
  readonly major: number;
  readonly minor: number;
}

const STATX_BASIC_STATS = 0x7ff;

const buffer = new Uint8Array(256);
const view = new DataView(buffer.buffer);

function statx(directory: number, name: Name): number {
  const flags = AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH;
  return syscall(number.statx, directory, address(cString(name)), flags, STATX_BASIC_STATS, address(buffer));
}

/** What `name` is, without following a link; an empty name stands for the descriptor itself. */
export function statAt(directory: number, name: Name): Stat {
  check(statx(directory, name), `stat ${shown(name)}`);
  return parse();
}

/** As `statAt`; undefined when there is no such entry. */
export function findAt(directory: number, name: Name): Stat | undefined {
  const result = statx(directory, name);
  if (result === -E.NOENT) {
    return undefined;
  }
  check(result, `stat ${shown(name)}`);
  return parse();
}

export function statFd(fd: number): Stat {
  return statAt(fd, "");
}

function parse(): Stat {
  return {
    links: view.getUint32(16, true),
    uid: view.getUint32(20, true),
    gid: view.getUint32(24, true),
    mode: view.getUint16(28, true),
    inode: view.getBigUint64(32, true),
    size: Number(view.getBigUint64(40, true)),
    blocks: Number(view.getBigUint64(48, true)),
    accessed: time(64),
    modified: time(112),
    major: view.getUint32(128, true),
    minor: view.getUint32(132, true),
    device: `${view.getUint32(136, true)}:${view.getUint32(140, true)}`,
  };
}

function time(offset: number): Timespec {
  return { seconds: Number(view.getBigInt64(offset, true)), nanos: view.getUint32(offset + 8, true) };
}

export const isDirectory = (stat: Stat): boolean => (stat.mode & S.IFMT) === S.IFDIR;
export const isRegular = (stat: Stat): boolean => (stat.mode & S.IFMT) === S.IFREG;
export const isSymlink = (stat: Stat): boolean => (stat.mode & S.IFMT) === S.IFLNK;

/** Whether overlayfs takes it for the mark of a deleted entry. Source: Documentation/filesystems/overlayfs.rst, whiteouts. */
export const isWhiteout = (stat: Stat): boolean =>
  (stat.mode & S.IFMT) === S.IFCHR && stat.major === 0 && stat.minor === 0;

export interface Entry {
  readonly name: Uint8Array;
  /** DT_DIR and so on; 0 where the filesystem does not say. */
  readonly type: number;
}

export const DT_DIR = 4;

/** The entries of a directory that was opened for reading, without `.` and `..`. The kernel is asked for 32 KiB at a time. */
export function* entries(fd: number): Generator<Entry> {
  const block = Buffer.allocUnsafeSlow(32 << 10);
  for (;;) {
    const length = check(syscall(number.getdents64, fd, address(block), block.length), "getdents64");
    if (length === 0) {
      return;
    }
    // struct linux_dirent64: ino 8, off 8, reclen 2, type 1, name
    for (let at = 0; at < length; at += block.readUInt16LE(at + 16)) {
      const name = Uint8Array.from(block.subarray(at + 19, block.indexOf(0, at + 19)));
      if (!isDots(name)) {
        yield { name, type: block[at + 18] ?? 0 };
      }
    }
  }
}

const dot = 0x2e;

function isDots(name: Uint8Array): boolean {
  return name[0] === dot && (name.length === 1 || (name.length === 2 && name[1] === dot));
}
