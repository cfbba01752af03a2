// Brings the loopback interface up: the kernel then gives it its addresses. Source: netdevice(7).
import { closeFd } from "./fd.ts";
import { address, check, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { O } from "./open-flags.ts";

const AF_INET = 2;
const SOCK_DGRAM = 2;
const SIOCGIFFLAGS = 0x8913;
const SIOCSIFFLAGS = 0x8914;
const IFF_UP = 1;
/** Of a struct ifreq, in which a name of 16 bytes precedes the flags. */
const requestSize = 40;
const flagsAt = 16;

/** That of the network namespace that the calling thread is in. */
export function bringUpLoopback(): void {
  const socket = check(syscall(number.socket, AF_INET, SOCK_DGRAM | O.CLOEXEC, 0), "socket");
  try {
    const request = new DataView(new ArrayBuffer(requestSize));
    new Uint8Array(request.buffer).set(Buffer.from("lo"));
    check(syscall(number.ioctl, socket, SIOCGIFFLAGS, address(request)), "flags of lo");
    request.setInt16(flagsAt, request.getInt16(flagsAt, true) | IFF_UP, true);
    check(syscall(number.ioctl, socket, SIOCSIFFLAGS, address(request)), "set lo up");
  } finally {
    closeFd(socket);
  }
}
