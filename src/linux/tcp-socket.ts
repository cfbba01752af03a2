// TCP sockets below Bun, for connections within another network namespace: a socket stays where it was made.

import { closeFd } from "./fd.ts";
import { address, check, SystemError, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { O } from "./open-flags.ts";

const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const SOL_SOCKET = 1;
const SO_ERROR = 4;
const SHUT_WR = 1;
const EINPROGRESS = 115;

export type Family = "ipv4" | "ipv6";

/**
 * Begins to connect to a port of the loopback address. Gives a non-blocking fd; once it may be written to, `requireConnected`
 * tells whether the connection was made. It is the caller's to close.
 */
export function connectLoopback(family: Family, port: number): number {
  const target = family === "ipv4" ? loopback4(port) : loopback6(port);
  const domain = family === "ipv4" ? AF_INET : AF_INET6;
  const fd = check(syscall(number.socket, domain, SOCK_STREAM | O.NONBLOCK | O.CLOEXEC, 0), "socket");
  const result = syscall(number.connect, fd, address(target), target.length);
  if (result !== -EINPROGRESS && result < 0) {
    closeFd(fd);
    check(result, `connect to port ${port}`);
  }
  return fd;
}

/** Throws what the kernel says of a connection that failed, e.g. ECONNREFUSED. */
export function requireConnected(fd: number, port: number): void {
  const failure = new Int32Array(1);
  const size = new Uint32Array([4]);
  const result = syscall(number.getsockopt, fd, SOL_SOCKET, SO_ERROR, address(failure), address(size));
  check(result, "getsockopt SO_ERROR");
  if (failure[0] !== 0) {
    throw new SystemError(`connect to port ${port}`, failure[0] ?? 0);
  }
}

/** Tells the peer that no more comes from here. */
export function endWriting(fd: number): void {
  syscall(number.shutdown, fd, SHUT_WR);
}

function loopback4(port: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF_INET, true);
  view.setUint16(2, port);
  view.setUint32(4, 0x7f000001);
  return bytes;
}

function loopback6(port: number): Uint8Array {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF_INET6, true);
  view.setUint16(2, port);
  view.setUint8(23, 1);
  return bytes;
}
