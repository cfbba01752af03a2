import type { Facts } from "../facts.ts";
import { type Finding, fail, ok } from "../finding.ts";
import { isAtLeast } from "../version.ts";

/** Layers are unpacked by openat2(2), processes are watched by pidfds. */
const oldest = "5.6";

/** Whether the kernel has the system calls that tsrt is built on. */
export function checkKernel({ host }: Facts): Finding {
  const release = host.read("/proc/sys/kernel/osrelease")?.trim() ?? "";
  return isAtLeast(release, oldest)
    ? ok(`Linux ${release}`)
    : fail(`Linux ${release}`, `boot a kernel of ${oldest} or newer: layers are unpacked by openat2(2)`);
}
