// Unix sockets below Bun: a listener to hand to a child, and fds received over a connection.
import { O_CLOEXEC } from "./close-on-exec.ts";
import { again, closeFd } from "./fd.ts";
import { address, check, cString, SystemError, syscall } from "./libc.ts";
import { number } from "./number.ts";

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_NONBLOCK = 0o4000;
const EAGAIN = 11;
const ENAMETOOLONG = 36;
const maxPath = 107;

function socketAddress(path: string): Uint8Array {
  const name = cString(path);
  if (name.length > maxPath + 1) {
    throw new SystemError(`socket path ${path}`, ENAMETOOLONG);
  }
  const bytes = new Uint8Array(2 + name.length);
  new DataView(bytes.buffer).setUint16(0, AF_UNIX, true);
  bytes.set(name, 2);
  return bytes;
}

function unixSocket(): number {
  const type = SOCK_STREAM | O_CLOEXEC | SOCK_NONBLOCK;
  return check(syscall(number.socket, AF_UNIX, type, 0), "socket");
}

/**
 * A listening socket at `path` (at most 107 bytes) with mode 0600. The fd is close-on-exec and non-blocking; the caller
 * closes it and removes the file. Throws EADDRINUSE when the file exists.
 */
export function listenUnix(path: string, backlog = 128): number {
  const target = socketAddress(path);
  const fd = unixSocket();
  // The mode of the file is that of the socket's inode at bind: no moment with a wider one, whatever the umask.
  const result = syscall(number.fchmod, fd, 0o600);
  try {
    check(result, "fchmod");
    check(syscall(number.bind, fd, address(target), target.length), `bind ${path}`);
    check(syscall(number.listen, fd, backlog), `listen on ${path}`);
  } catch (error) {
    closeFd(fd);
    throw error;
  }
  return fd;
}

/** Whether somebody listens at `path`. */
export function canConnect(path: string): boolean {
  const target = socketAddress(path);
  const fd = unixSocket();
  const result = syscall(number.connect, fd, address(target), target.length);
  closeFd(fd);
  // A full backlog is a listener, too.
  return result === 0 || result === -EAGAIN;
}

/** A connection waiting at a non-blocking listener, or `again`. */
export function accept(listener: number): number {
  const result = syscall(number.accept4, listener, 0, 0, O_CLOEXEC | SOCK_NONBLOCK);
  return result === -EAGAIN ? again : check(result, "accept4");
}

/** One fd sent over `connection` (SCM_RIGHTS), close-on-exec; `again` when nothing came yet. */
export function receiveFd(connection: number): number {
  const MSG_CMSG_CLOEXEC = 0x40000000;
  const SCM_RIGHTS = 1;
  const SOL_SOCKET = 1;
  // runc sends the pty's name as data. Room for one fd only: the kernel closes surplus ones.
  const data = new Uint8Array(4096);
  const control = new DataView(new ArrayBuffer(24));
  const iov = new BigUint64Array([BigInt(address(data)), BigInt(data.length)]);
  const header = new BigUint64Array(7);
  header[2] = BigInt(address(iov));
  header[3] = 1n;
  header[4] = BigInt(address(control));
  header[5] = BigInt(control.byteLength);
  const result = syscall(number.recvmsg, connection, address(header), MSG_CMSG_CLOEXEC);
  if (result === -EAGAIN) {
    return again;
  }
  check(result, "recvmsg");
  const isRights =
    header[5] >= 20n && control.getInt32(8, true) === SOL_SOCKET && control.getInt32(12, true) === SCM_RIGHTS;
  if (!isRights) {
    throw new Error("received no file descriptor");
  }
  return control.getInt32(16, true);
}
