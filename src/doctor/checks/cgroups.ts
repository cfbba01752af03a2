import type { Facts } from "../facts.ts";
import { type Finding, fail, ok, warn } from "../finding.ts";
import { parseMounts } from "../mounts.ts";

/** Limits that runc sets for every container, in the words of each version. */
const required = {
  1: ["cpu", "memory", "pids", "devices", "freezer"],
  2: ["cpu", "memory", "pids"],
} as const;
/** Limits that pods may ask for. */
const wanted = { 1: ["cpuset", "blkio", "hugetlb"], 2: ["cpuset", "io", "hugetlb"] } as const;

/** Which version of cgroups there is, and whether containers can be limited. */
export function checkCgroups({ host, kubelet }: Facts): Finding {
  const unified = host.read("/sys/fs/cgroup/cgroup.controllers");
  if (unified !== undefined) {
    return controllersFinding(2, unified.trim().split(/\s+/)) ?? ok(`cgroup v2: ${unified.trim()}`);
  }
  const mounts = parseMounts(host.read("/proc/self/mountinfo") ?? "");
  const controllers = mounts.filter(({ type }) => type === "cgroup").flatMap(({ options }) => options);
  if (controllers.length === 0) {
    return fail("no cgroups are mounted", "mount cgroup v2 on /sys/fs/cgroup, as systemd does");
  }
  return controllersFinding(1, controllers) ?? versionOne(kubelet?.failCgroupV1);
}

function controllersFinding(version: 1 | 2, present: readonly string[]): Finding | undefined {
  const lacks = (name: string): boolean => !present.includes(name);
  const missing = required[version].filter(lacks);
  if (missing.length > 0) {
    const enable = missing.includes("memory") ? " (cgroup_enable=memory)" : "";
    return fail(
      `cgroup v${version} without ${missing.join(", ")}`,
      `enable them on the kernel's command line${enable}, or in its configuration`,
    );
  }
  const less = wanted[version].filter(lacks);
  return less.length > 0 && version === 2
    ? warn(
        `cgroup v2 without ${less.join(", ")}`,
        "pods that ask for such limits fail; the kernel lacks them",
      )
    : undefined;
}

function versionOne(failCgroupV1: boolean | undefined): Finding {
  const boot = "boot with systemd.unified_cgroup_hierarchy=1";
  switch (failCgroupV1) {
    case true:
      return fail("cgroup v1, which kubelet is told to refuse", `${boot}, or set failCgroupV1: false`);
    case false:
      return ok("cgroup v1, which kubelet is told to accept");
    case undefined:
      return warn(
        "cgroup v1",
        `containers run; kubelet refuses it from 1.35 on: ${boot}, or set failCgroupV1: false`,
      );
  }
}
