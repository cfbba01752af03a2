// Which controllers the host's cgroups have. They do not change while the daemon runs. Source: containerd
// internal/cri/opts/spec_linux.go.
import { existsSync, readFileSync } from "node:fs";

export interface Controllers {
  /** Whether the host has cgroup v2 alone. */
  readonly isUnified: boolean;
  /** Whether the kernel counts swap. What it cannot count it refuses to limit. */
  readonly canLimitSwap: boolean;
  /** Whether huge pages can be limited. */
  readonly hasHugetlb: boolean;
}

/** `root` is where cgroups are mounted, `own` the text of /proc/PID/cgroup of a process that is not in their root. */
export function readControllers(root: string, own: string): Controllers {
  const isUnified = existsSync(`${root}/cgroup.controllers`);
  // The root of cgroup v2 has no files of limits, so one of another cgroup is looked for.
  const [, cgroup = ""] = /^0::(.*)$/m.exec(own) ?? [];
  const swapFile = isUnified ? `${cgroup}/memory.swap.max` : "/memory/memory.memsw.limit_in_bytes";
  const listed = isUnified ? readFileSync(`${root}/cgroup.controllers`, "utf8").trim().split(" ") : [];
  return {
    isUnified,
    canLimitSwap: existsSync(`${root}${swapFile}`),
    hasHugetlb: isUnified ? listed.includes("hugetlb") : existsSync(`${root}/hugetlb`),
  };
}

export const hostControllers: Controllers = readControllers(
  "/sys/fs/cgroup",
  readFileSync("/proc/self/cgroup", "utf8"),
);

export const hasUnifiedCgroups: boolean = hostControllers.isUnified;
