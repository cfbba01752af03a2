// A container's metrics. The codecs are loaded when somebody first asks: most shims never are.
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
