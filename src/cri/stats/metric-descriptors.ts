// The metrics of pods and containers, by cAdvisor's names: kubelet passes them on to those who watch a cluster. Source of names and
// labels: cAdvisor metrics/prometheus.go; containerd internal/cri/server/list_metric_descriptors.go; critest pkg/validate/pod.go.
import type { MetricDescriptor } from "../../rpc/gen/cri.ts";

/** Labels of all metrics. Those of a pod have no container and no image. */
const labels = ["pod", "namespace", "container", "id", "image"] as const;

interface Descriptor {
  readonly help: string;
  /** Whether it only ever grows. */
  readonly isCounter?: true;
  /** Labels beside those that all have. */
  readonly more?: readonly string[];
}

const counter = (help: string, ...more: string[]): Descriptor => ({ help, isCounter: true, more });
const gauge = (help: string, ...more: string[]): Descriptor => ({ help, more });

export const descriptors = {
  container_blkio_device_usage_total: counter(
    "Bytes that the container moved, by device and operation",
    ...["device", "major", "minor", "operation"],
  ),
  container_cpu_cfs_periods_total: counter("Periods in which the limit of processor time was enforced"),
  container_cpu_cfs_throttled_periods_total: counter("Periods in which the container was throttled"),
  container_cpu_cfs_throttled_seconds_total: counter("Seconds for which the container was throttled"),
  container_cpu_system_seconds_total: counter("Seconds of processor time in the kernel"),
  container_cpu_usage_seconds_total: counter("Seconds of processor time"),
  container_cpu_user_seconds_total: counter("Seconds of processor time in user mode"),
  container_file_descriptors: gauge("Open file descriptors"),
  container_fs_inodes_free: gauge("Free inodes of the filesystem", "device"),
  container_fs_inodes_total: gauge("Inodes of the filesystem", "device"),
  container_fs_limit_bytes: gauge("Bytes of the filesystem", "device"),
  container_fs_reads_bytes_total: counter("Bytes read", "device"),
  container_fs_reads_total: counter("Completed reads", "device"),
  container_fs_usage_bytes: gauge("Bytes that the container has written to its filesystem", "device"),
  container_fs_writes_bytes_total: counter("Bytes written", "device"),
  container_fs_writes_total: counter("Completed writes", "device"),
  container_hugetlb_max_usage_bytes: gauge("Most bytes of huge pages so far", "pagesize"),
  container_hugetlb_usage_bytes: gauge("Bytes of huge pages", "pagesize"),
  container_last_seen: gauge("When the container was seen last, in seconds since the epoch"),
  container_memory_cache: gauge("Bytes of files in memory"),
  container_memory_failcnt: counter("How often the limit of memory was hit; 0 with cgroup version 2"),
  container_memory_failures_total: counter("Page faults", "failure_type", "scope"),
  container_memory_kernel_usage: gauge("Bytes of kernel memory"),
  container_memory_mapped_file: gauge("Bytes of mapped files"),
  container_memory_max_usage_bytes: gauge("Most bytes of memory so far"),
  container_memory_rss: gauge("Bytes of anonymous memory"),
  container_memory_swap: gauge("Bytes in swap"),
  container_memory_total_active_file_bytes: gauge("Bytes of files in memory that were used lately"),
  container_memory_total_inactive_file_bytes: gauge("Bytes of files in memory that were not used lately"),
  container_memory_usage_bytes: gauge("Bytes of memory, of whatever kind"),
  container_memory_working_set_bytes: gauge("Bytes of memory that cannot be given back at once"),
  container_network_receive_bytes_total: counter("Bytes received", "interface"),
  container_network_receive_errors_total: counter("Errors while receiving", "interface"),
  container_network_receive_packets_dropped_total: counter("Packets dropped while receiving", "interface"),
  container_network_receive_packets_total: counter("Packets received", "interface"),
  container_network_transmit_bytes_total: counter("Bytes sent", "interface"),
  container_network_transmit_errors_total: counter("Errors while sending", "interface"),
  container_network_transmit_packets_dropped_total: counter("Packets dropped while sending", "interface"),
  container_network_transmit_packets_total: counter("Packets sent", "interface"),
  container_oom_events_total: counter("Processes that the kernel killed for lack of memory"),
  container_pressure_cpu_stalled_seconds_total: counter("Seconds in which all waited for a processor"),
  container_pressure_cpu_waiting_seconds_total: counter("Seconds in which some waited for a processor"),
  container_pressure_io_stalled_seconds_total: counter("Seconds in which all waited for a disk"),
  container_pressure_io_waiting_seconds_total: counter("Seconds in which some waited for a disk"),
  container_pressure_memory_stalled_seconds_total: counter("Seconds in which all waited for memory"),
  container_pressure_memory_waiting_seconds_total: counter("Seconds in which some waited for memory"),
  container_processes: gauge("Processes"),
  container_sockets: gauge("Open sockets"),
  container_spec_cpu_period: gauge("The period of the limit of processor time, in microseconds"),
  container_spec_cpu_quota: gauge("Microseconds of processor time in each period"),
  container_spec_cpu_shares: gauge("The share of the processors"),
  container_spec_memory_limit_bytes: gauge("The limit of memory"),
  container_spec_memory_reservation_limit_bytes: gauge("The soft limit of memory"),
  container_spec_memory_swap_limit_bytes: gauge("The limit of memory and swap"),
  container_start_time_seconds: gauge("When the container was started, in seconds since the epoch"),
  container_threads: gauge("Threads"),
  container_threads_max: gauge("The limit of threads; 0 for none"),
  container_ulimits_soft: gauge("Soft limits of the container's first process", "ulimit"),
} as const satisfies Record<string, Descriptor>;

export type MetricName = keyof typeof descriptors;

export function isCounter(name: MetricName): boolean {
  const descriptor: Descriptor = descriptors[name];
  return descriptor.isCounter === true;
}

export function listMetricDescriptors(): MetricDescriptor[] {
  return Object.entries(descriptors).map(([name, { help, more }]: [string, Descriptor]) => ({
    name,
    help,
    labelKeys: [...labels, ...(more ?? [])],
  }));
}
