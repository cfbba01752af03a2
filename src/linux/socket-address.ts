// Addresses of unix sockets. Source: unix(7).
import { E } from "./errno.ts";
import { SystemError } from "./libc.ts";

export const AF_UNIX = 1;

/** sockaddr_un has room for so many bytes, the NUL at the end of a path included. */
const maxName = 108;

/** A sockaddr_un. `name` is a path with its NUL, or a NUL and the name of an abstract socket. */
export function socketAddress(name: Uint8Array): Uint8Array {
  if (name.length > maxName) {
    throw new SystemError(`socket path ${Buffer.from(name).toString().replaceAll("\0", "")}`, E.NAMETOOLONG);
  }
  const bytes = new Uint8Array(2 + name.length);
  new DataView(bytes.buffer).setUint16(0, AF_UNIX, true);
  bytes.set(name, 2);
  return bytes;
}
