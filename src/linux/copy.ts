// Copies file data inside the kernel, and finds the holes of sparse files.
import { errnoOf } from "../errors/index.ts";
import { E } from "./errno.ts";
import { address, check, retry, syscall } from "./libc.ts";
import { number } from "./number.ts";

const SEEK_SET = 0;
const SEEK_DATA = 3;
const SEEK_HOLE = 4;

/** The most that one call copies, which takes about 1 ms. */
const step = 4 << 20;

/** The next run of data at or after `offset`; undefined when only a hole follows. */
export function nextData(fd: number, offset: number): { start: number; end: number } | undefined {
  const start = syscall(number.lseek, fd, offset, SEEK_DATA);
  if (start === -E.NXIO) {
    return undefined;
  }
  check(start, "lseek SEEK_DATA");
  return { start, end: check(syscall(number.lseek, fd, start, SEEK_HOLE), "lseek SEEK_HOLE") };
}

/** Copies at most `length` bytes from one file to the same offset of another. Gives the count, 0 at the end. */
export function copyRange(from: number, to: number, offset: number, length: number): number {
  const count = Math.min(length, step);
  const offsets = new BigInt64Array([BigInt(offset), BigInt(offset)]);
  const source = address(offsets);
  try {
    return retry(
      () => syscall(number.copy_file_range, from, source, to, source + 8, count, 0),
      "copy_file_range",
    );
  } catch (error) {
    if (errnoOf(error) !== "EXDEV") {
      throw error;
    }
    // Filesystems of different types copy nothing between them.
    return sendRange(from, to, offset, count);
  }
}

function sendRange(from: number, to: number, offset: number, count: number): number {
  check(syscall(number.lseek, to, offset, SEEK_SET), "lseek SEEK_SET");
  const source = new BigInt64Array([BigInt(offset)]);
  return retry(() => syscall(number.sendfile, to, from, address(source), count), "sendfile");
}

export function setSize(fd: number, size: number): void {
  check(syscall(number.ftruncate, fd, size), "ftruncate");
}
