// Runs something as another user who has all the same rights.
import { address, check, syscall } from "./libc.ts";
import { number } from "./number.ts";

const CAPABILITY_VERSION_3 = 0x20080522;
const unchanged = -1;

/**
 * Changes the effective user of the calling thread alone, which keeps its capabilities, while `work` runs: what the kernel counts by
 * user it counts for `uid`. `work` must not wait. Source: containerd pkg/sys/unshare_linux.go.
 */
export function asEffectiveUser<T>(uid: number, work: () => T): T {
  const before = process.geteuid?.() ?? 0;
  const header = new Uint32Array([CAPABILITY_VERSION_3, 0]);
  const capabilities = new Uint32Array(6);
  check(syscall(number.capget, address(header), address(capabilities)), "capget");
  check(syscall(number.setresuid, unchanged, uid, unchanged), `setresuid ${uid}`);
  try {
    check(syscall(number.capset, address(header), address(capabilities)), "capset");
    return work();
  } finally {
    check(syscall(number.setresuid, unchanged, before, unchanged), "setresuid back");
    check(syscall(number.capset, address(header), address(capabilities)), "capset back");
  }
}
