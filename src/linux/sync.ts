// Makes written data durable. Each function blocks its thread until the disk has answered.
import { retry, syscall } from "./libc.ts";
import { number } from "./number.ts";

/** Writes out the filesystem that `fd` is on. Since Linux 5.8 it reports errors of earlier writes, too. */
export function syncFilesystem(fd: number): void {
  retry(() => syscall(number.syncfs, fd), "syncfs");
}

export function syncFile(fd: number): void {
  retry(() => syscall(number.fsync, fd), "fsync");
}
