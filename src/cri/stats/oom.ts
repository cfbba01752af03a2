import type { Cri } from "../cri.ts";
import { taskMetrics } from "./task-metrics.ts";

/**
 * Whether the kernel killed a process of the container for lack of memory. The cgroup, and with it the count, stays until the task is
 * deleted; an event of it could come after the exit. Source: containerd internal/cri/server/events.go, oomMetricsEventOccurred.
 */
export async function wasOomKilled(cri: Cri, id: string): Promise<boolean> {
  const found = await taskMetrics(cri, cri.background, id);
  const kills =
    found.version === 1 ? found.metrics.memoryOomControl?.oomKill : found.metrics.memoryEvents?.oomKill;
  return (kills ?? 0n) > 0n;
}
