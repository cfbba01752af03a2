// Pseudo terminals: only their size; runc makes them.
import { address, check, syscall } from "./libc.ts";
import { number } from "./number.ts";

const TIOCSWINSZ = 0x5414;

export function setWindowSize(fd: number, columns: number, rows: number): void {
  const size = new Uint16Array([rows, columns, 0, 0]);
  check(syscall(number.ioctl, fd, TIOCSWINSZ, address(size)), "ioctl TIOCSWINSZ");
}
