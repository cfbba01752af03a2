// Metrics from the counters of cgroup version 1.
import type { BlkIOEntry, BlkIOStat, CPUStat, MemoryStat, Metrics } from "../../rpc/gen/cgroups1.ts";
import { type MetricValue, seconds } from "./metric-value.ts";
import { workingSetOf } from "./usage.ts";

/** What the host does not count is left out. */
export function valuesOfV1(metrics: Metrics): MetricValue[] {
  const { cpu, memory, memoryOomControl, blkio, pids, hugetlb } = metrics;
  return [
    ...(cpu === null ? [] : cpuValues(cpu)),
    ...(memory === null ? [] : memoryValues(memory)),
    ...(memoryOomControl === null
      ? []
      : [{ name: "container_oom_events_total", value: memoryOomControl.oomKill } as const]),
    ...(blkio === null ? [] : diskValues(blkio)),
    ...(pids === null
      ? []
      : // The controller counts threads, which are tasks of the kernel as processes are.
        [
          { name: "container_threads", value: pids.current } as const,
          { name: "container_threads_max", value: pids.limit } as const,
        ]),
    ...hugetlb.flatMap(({ pagesize, usage, max }): MetricValue[] => [
      { name: "container_hugetlb_usage_bytes", value: usage, labels: [pagesize] },
      { name: "container_hugetlb_max_usage_bytes", value: max, labels: [pagesize] },
    ]),
  ];
}

function cpuValues({ usage, throttling }: CPUStat): MetricValue[] {
  return [
    { name: "container_cpu_usage_seconds_total", value: seconds(usage?.total ?? 0n) },
    { name: "container_cpu_user_seconds_total", value: seconds(usage?.user ?? 0n) },
    { name: "container_cpu_system_seconds_total", value: seconds(usage?.kernel ?? 0n) },
    { name: "container_cpu_cfs_periods_total", value: throttling?.periods ?? 0n },
    { name: "container_cpu_cfs_throttled_periods_total", value: throttling?.throttledPeriods ?? 0n },
    { name: "container_cpu_cfs_throttled_seconds_total", value: seconds(throttling?.throttledTime ?? 0n) },
  ];
}

function memoryValues(memory: MemoryStat): MetricValue[] {
  const { usage = 0n, max = 0n, failcnt = 0n } = memory.usage ?? {};
  return [
    { name: "container_memory_usage_bytes", value: usage },
    { name: "container_memory_max_usage_bytes", value: max },
    { name: "container_memory_working_set_bytes", value: workingSetOf(usage, memory.totalInactiveFile) },
    { name: "container_memory_rss", value: memory.totalRss },
    { name: "container_memory_cache", value: memory.totalCache },
    { name: "container_memory_mapped_file", value: memory.totalMappedFile },
    { name: "container_memory_total_active_file_bytes", value: memory.totalActiveFile },
    { name: "container_memory_total_inactive_file_bytes", value: memory.totalInactiveFile },
    { name: "container_memory_kernel_usage", value: memory.kernel?.usage ?? 0n },
    { name: "container_memory_swap", value: memory.swap?.usage ?? 0n },
    { name: "container_memory_failcnt", value: failcnt },
    { name: "container_memory_failures_total", value: memory.pgFault, labels: ["pgfault", "container"] },
    {
      name: "container_memory_failures_total",
      value: memory.pgMajFault,
      labels: ["pgmajfault", "container"],
    },
  ];
}

function diskValues({ ioServiceBytesRecursive, ioServicedRecursive }: BlkIOStat): MetricValue[] {
  return [
    ...ioServiceBytesRecursive.map(
      ({ device, major, minor, op, value }): MetricValue => ({
        name: "container_blkio_device_usage_total",
        value,
        labels: [device, String(major), String(minor), op],
      }),
    ),
    ...byOperation(ioServicedRecursive, "Read", "container_fs_reads_total"),
    ...byOperation(ioServicedRecursive, "Write", "container_fs_writes_total"),
    ...byOperation(ioServiceBytesRecursive, "Read", "container_fs_reads_bytes_total"),
    ...byOperation(ioServiceBytesRecursive, "Write", "container_fs_writes_bytes_total"),
  ];
}

function byOperation(
  entries: readonly BlkIOEntry[],
  operation: string,
  name: MetricValue["name"],
): MetricValue[] {
  return entries
    .filter(({ op }) => op.toLowerCase() === operation.toLowerCase())
    .map(({ device, value }) => ({ name, value, labels: [device] }));
}
