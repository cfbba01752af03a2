// What Bun lacks for unix sockets: a listener that a child can be given, and descriptors that come over a connection.
import { E } from "./errno.ts";
import { again, closeFd } from "./fd.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { O } from "./open-flags.ts";
import { AF_UNIX, socketAddress } from "./socket-address.ts";

const SOCK_STREAM = 1;

function unixSocket(): number {
  const type = SOCK_STREAM | O.CLOEXEC | O.NONBLOCK;
  return check(syscall(number.socket, AF_UNIX, type, 0), "socket");
}

/**
 * A listening socket at `path` (at most 107 bytes) with mode 0600. The fd is close-on-exec and non-blocking; the caller
 * closes it and removes the file. Throws EADDRINUSE when the file exists.
 */
export function listenUnix(path: string, backlog = 128): number {
  const target = socketAddress(cString(path));
  const fd = unixSocket();
  // The file gets the mode of the socket: there is no moment in which it is wider, whatever the umask is.
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

/** Two connected sockets, close-on-exec and non-blocking. The caller closes both. */
export function socketPair(): [number, number] {
  const fds = new Int32Array(2);
  const type = SOCK_STREAM | O.CLOEXEC | O.NONBLOCK;
  check(syscall(number.socketpair, AF_UNIX, type, 0, address(fds)), "socketpair");
  const [one = -1, other = -1] = fds;
  return [one, other];
}

/** Whether somebody listens at `path`. */
export function canConnect(path: string): boolean {
  const target = socketAddress(cString(path));
  const fd = unixSocket();
  const result = syscall(number.connect, fd, address(target), target.length);
  closeFd(fd);
  // EAGAIN: somebody listens, and too many connections wait already.
  return result === 0 || result === -E.AGAIN;
}

/** A connection that waits at a non-blocking listener, or `again`. */
export function accept(listener: number): number {
  const result = syscall(number.accept4, listener, 0, 0, O.CLOEXEC | O.NONBLOCK);
  return result === -E.AGAIN ? again : check(result, "accept4");
}

/** A descriptor that was sent over `connection` (SCM_RIGHTS), close-on-exec; `again` when nothing has come yet. */
export function receiveFd(connection: number): number {
  const MSG_CMSG_CLOEXEC = 0x40000000;
  const SCM_RIGHTS = 1;
  const SOL_SOCKET = 1;
  // runc sends the name of the terminal as data. There is room for one descriptor: the kernel closes any others.
  const data = new Uint8Array(4096);
  const control = new DataView(new ArrayBuffer(24));
  const iov = new BigUint64Array([BigInt(address(data)), BigInt(data.length)]);
  const header = new BigUint64Array(7);
  header[2] = BigInt(address(iov));
  header[3] = 1n;
  header[4] = BigInt(address(control));
  header[5] = BigInt(control.byteLength);
  const result = syscall(number.recvmsg, connection, address(header), MSG_CMSG_CLOEXEC);
  if (result === -E.AGAIN) {
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
