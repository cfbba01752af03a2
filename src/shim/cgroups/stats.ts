// The metrics of a container. The code for it is loaded when somebody first asks, which for most shims nobody does.
import type { Any } from "../../core/any.ts";
import type { Cgroup } from "./cgroup.ts";

export async function statsOf(cgroup: Cgroup): Promise<Any> {
  if (cgroup.version === 1) {
    const { readMetrics } = await import("./stats-v1.ts");
    return readMetrics(cgroup.controllers);
  }
  const { readMetrics } = await import("./stats-v2.ts");
  return readMetrics(cgroup.path);
}
