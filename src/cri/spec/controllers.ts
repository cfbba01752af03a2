// Which controllers the host's cgroups have. They do not change while the daemon runs. Source: containerd
// internal/cri/opts/spec_linux.go.
import { existsSync, readFileSync } from "node:fs";

const root = "/sys/fs/cgroup";

/** Whether the host has cgroup v2 alone. */
export const hasUnifiedCgroups: boolean = existsSync(`${root}/cgroup.controllers`);

/** Whether the kernel counts swap. What it cannot count it refuses to limit. */
export const canLimitSwap: boolean = existsSync(
  hasUnifiedCgroups ? `${root}${ownCgroup()}/memory.swap.max` : `${root}/memory/memory.memsw.limit_in_bytes`,
);

/** Whether huge pages can be limited. */
export const hasHugetlb: boolean = hasUnifiedCgroups
  ? readFileSync(`${root}/cgroup.controllers`, "utf8").includes("hugetlb")
  : existsSync(`${root}/hugetlb`);

/** The root of cgroup v2 has no files of limits, so one of another cgroup is looked for. */
function ownCgroup(): string {
  return /^0::(.*)$/m.exec(readFileSync("/proc/self/cgroup", "utf8"))?.[1] ?? "";
}
