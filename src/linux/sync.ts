// Making written data durable. Each of these blocks its thread until the disk has answered.
import { retry, syscall } from "./libc.ts";
import { number } from "./number.ts";

/** The whole filesystem that `fd` is on; reports errors of earlier writes since Linux 5.8. */
export function syncFilesystem(fd: number): void {
  retry(() => syscall(number.syncfs, fd), "syncfs");
}

export function syncFile(fd: number): void {
  retry(() => syscall(number.fsync, fd), "fsync");
}
