// Datagrams to the service manager. Source: sd_notify(3).
import { O_CLOEXEC } from "./close-on-exec.ts";
import { closeFd } from "./fd.ts";
import { address, check, cString, SystemError, syscall } from "./libc.ts";
import { number } from "./number.ts";

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const MSG_NOSIGNAL = 0x4000;
const ENAMETOOLONG = 36;
const maxName = 108;

/** `@name` is an abstract socket: its address starts with a NUL and has none at its end. */
function socketAddress(name: string): Uint8Array {
  const bytes = cString(name);
  const isAbstract = name.startsWith("@");
  const path = isAbstract ? bytes.slice(0, -1) : bytes;
  if (isAbstract) {
    path[0] = 0;
  }
  if (path.length > maxName) {
    throw new SystemError(`socket path ${name}`, ENAMETOOLONG);
  }
  const result = new Uint8Array(2 + path.length);
  new DataView(result.buffer).setUint16(0, AF_UNIX, true);
  result.set(path, 2);
  return result;
}

/** Sends one datagram to a unix socket: a path, or `@name` for an abstract one. */
export function sendDatagram(name: string, text: string): void {
  const target = socketAddress(name);
  const data = Buffer.from(text, "utf8");
  const fd = check(syscall(number.socket, AF_UNIX, SOCK_DGRAM | O_CLOEXEC, 0), "socket");
  try {
    const sent = syscall(
      number.sendto,
      fd,
      address(data),
      data.length,
      MSG_NOSIGNAL,
      address(target),
      target.length,
    );
    check(sent, `send to ${name}`);
  } finally {
    closeFd(fd);
  }
}
