import { check, syscall } from "./libc.ts";
import { number } from "./number.ts";

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/** Ends this process when its parent ends, however that happens; at once when it is gone already. */
export function dieWithParent(): void {
  const parent = process.ppid;
  check(syscall(number.prctl, PR_SET_PDEATHSIG, SIGKILL), "prctl PR_SET_PDEATHSIG");
  if (process.ppid !== parent) {
    process.exit(1);
  }
}
