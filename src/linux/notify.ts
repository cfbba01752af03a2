// Datagrams to the service manager. Source: sd_notify(3).
import { closeFd } from "./fd.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { O } from "./open-flags.ts";
import { AF_UNIX, socketAddress } from "./socket-address.ts";

const SOCK_DGRAM = 2;
const MSG_NOSIGNAL = 0x4000;

/** `@name` is an abstract socket: its address starts with a NUL and has none at its end. */
function addressOf(name: string): Uint8Array {
  const bytes = cString(name);
  if (!name.startsWith("@")) {
    return socketAddress(bytes);
  }
  bytes[0] = 0;
  return socketAddress(bytes.subarray(0, -1));
}

/** Sends one datagram to a unix socket: a path, or `@name` for an abstract one. */
export function sendDatagram(name: string, text: string): void {
  const target = addressOf(name);
  const data = Buffer.from(text, "utf8");
  const fd = check(syscall(number.socket, AF_UNIX, SOCK_DGRAM | O.CLOEXEC, 0), "socket");
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
