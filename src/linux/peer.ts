// Who is at the other end of a unix socket, as the kernel recorded it when the connection was made.
import { address, check, syscall } from "./libc.ts";
import { number } from "./number.ts";

const SOL_SOCKET = 1;
const SO_PEERCRED = 17;

export interface PeerCredentials {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** SO_PEERCRED of a connected unix socket. */
export function peerOf(fd: number): PeerCredentials {
  if (!Number.isInteger(fd) || fd < 0) {
    throw new RangeError(`no file descriptor: ${fd}`);
  }
  const credentials = new Int32Array(3);
  const length = new Int32Array([credentials.byteLength]);
  const result = syscall(
    number.getsockopt,
    fd,
    SOL_SOCKET,
    SO_PEERCRED,
    address(credentials),
    address(length),
  );
  check(result, "getsockopt SO_PEERCRED");
  const [pid = 0, uid = 0, gid = 0] = credentials;
  return { pid, uid: uid >>> 0, gid: gid >>> 0 };
}
