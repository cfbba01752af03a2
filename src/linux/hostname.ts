import { address, check, cString, syscall } from "./libc.ts";
import { number } from "./number.ts";

/** Changes the name of the UTS namespace that the calling thread is in. Throws EINVAL for a name of more than 64 bytes. */
export function setHostname(name: string): void {
  const text = cString(name);
  check(syscall(number.sethostname, address(text), text.length - 1), `set hostname ${JSON.stringify(name)}`);
}
