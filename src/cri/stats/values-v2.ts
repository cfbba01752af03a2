// Metrics from the counters of cgroup version 2.
import type { CPUStat, IOStat, MemoryStat, Metrics, PSIStats } from "../../rpc/gen/cgroups2.ts";
import { type MetricValue, seconds } from "./metric-value.ts";
import { workingSetOf } from "./usage.ts";

const nanosPerMicro = 1000n;
const secondsOfMicros = (micros: bigint): bigint => seconds(micros * nanosPerMicro);

/** What the host does not count is left out. */
export function valuesOfV2(metrics: Metrics): MetricValue[] {
  const { cpu, memory, memoryEvents, io, pids, hugetlb } = metrics;
  return [
    ...(cpu === null ? [] : cpuValues(cpu)),
    ...(memory === null ? [] : memoryValues(memory)),
    ...(memoryEvents === null
      ? []
      : [{ name: "container_oom_events_total", value: memoryEvents.oomKill } as const]),
    ...(io === null ? [] : diskValues(io)),
    ...(pids === null
      ? []
      : [
          { name: "container_threads", value: pids.current } as const,
          { name: "container_threads_max", value: pids.limit } as const,
        ]),
    ...hugetlb.map(
      ({ pagesize, current }): MetricValue => ({
        name: "container_hugetlb_usage_bytes",
        value: current,
        labels: [pagesize],
      }),
    ),
    ...pressureValues("cpu", cpu?.psi),
    ...pressureValues("memory", memory?.psi),
    ...pressureValues("io", io?.psi),
  ];
}

function cpuValues(cpu: CPUStat): MetricValue[] {
  return [
    { name: "container_cpu_usage_seconds_total", value: secondsOfMicros(cpu.usageUsec) },
    { name: "container_cpu_user_seconds_total", value: secondsOfMicros(cpu.userUsec) },
    { name: "container_cpu_system_seconds_total", value: secondsOfMicros(cpu.systemUsec) },
    { name: "container_cpu_cfs_periods_total", value: cpu.nrPeriods },
    { name: "container_cpu_cfs_throttled_periods_total", value: cpu.nrThrottled },
    { name: "container_cpu_cfs_throttled_seconds_total", value: secondsOfMicros(cpu.throttledUsec) },
  ];
}

function memoryValues(memory: MemoryStat): MetricValue[] {
  return [
    { name: "container_memory_usage_bytes", value: memory.usage },
    { name: "container_memory_max_usage_bytes", value: memory.maxUsage },
    {
      name: "container_memory_working_set_bytes",
      value: workingSetOf(memory.usage, memory.inactiveFile),
    },
    { name: "container_memory_rss", value: memory.anon },
    { name: "container_memory_cache", value: memory.file },
    { name: "container_memory_mapped_file", value: memory.fileMapped },
    { name: "container_memory_total_active_file_bytes", value: memory.activeFile },
    { name: "container_memory_total_inactive_file_bytes", value: memory.inactiveFile },
    { name: "container_memory_kernel_usage", value: memory.kernelStack },
    { name: "container_memory_swap", value: memory.swapUsage },
    { name: "container_memory_failcnt", value: 0n },
    { name: "container_memory_failures_total", value: memory.pgfault, labels: ["pgfault", "container"] },
    {
      name: "container_memory_failures_total",
      value: memory.pgmajfault,
      labels: ["pgmajfault", "container"],
    },
  ];
}

function diskValues({ usage }: IOStat): MetricValue[] {
  return usage.flatMap(({ major, minor, rbytes, wbytes, rios, wios }): MetricValue[] => {
    const labels = [`${major}:${minor}`];
    const device = [...labels, String(major), String(minor)];
    return [
      { name: "container_blkio_device_usage_total", value: rbytes, labels: [...device, "Read"] },
      { name: "container_blkio_device_usage_total", value: wbytes, labels: [...device, "Write"] },
      { name: "container_fs_reads_bytes_total", value: rbytes, labels },
      { name: "container_fs_writes_bytes_total", value: wbytes, labels },
      { name: "container_fs_reads_total", value: rios, labels },
      { name: "container_fs_writes_total", value: wios, labels },
    ];
  });
}

/** `full`: all processes waited. `some`: one at least did. */
function pressureValues(what: "cpu" | "memory" | "io", psi: PSIStats | null | undefined): MetricValue[] {
  if (!psi) {
    return [];
  }
  return [
    {
      name: `container_pressure_${what}_stalled_seconds_total`,
      value: secondsOfMicros(psi.full?.total ?? 0n),
    },
    {
      name: `container_pressure_${what}_waiting_seconds_total`,
      value: secondsOfMicros(psi.some?.total ?? 0n),
    },
  ];
}
