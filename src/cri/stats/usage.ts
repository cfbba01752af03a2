// The counters of a cgroup as CRI counts them. Source: containerd internal/cri/server/container_stats_list.go; kubelet and cAdvisor
// for what the working set is.
import type { MemoryStat as MemoryV1 } from "../../rpc/gen/cgroups1.ts";
import type { MemoryStat as MemoryV2, PSIStats } from "../../rpc/gen/cgroups2.ts";
import type { CpuUsage, IoUsage, MemoryUsage, PsiStats } from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import type { TaskMetrics } from "./task-metrics.ts";

/** A limit above it is none: the kernel rounds the one that stands for none. */
const unlimited = 1n << 62n;
const nanosPerMicro = 1000n;

/** Undefined where the host does not count it. */
export function cpuUsage(found: TaskMetrics, timestamp: bigint): Init<CpuUsage> | undefined {
  if (found.version === 1) {
    const usage = found.metrics.cpu?.usage;
    return usage ? { timestamp, usageCoreNanoSeconds: { value: usage.total } } : undefined;
  }
  const { cpu } = found.metrics;
  return cpu === null
    ? undefined
    : {
        timestamp,
        usageCoreNanoSeconds: { value: cpu.usageUsec * nanosPerMicro },
        ...(cpu.psi === null ? {} : { psi: pressure(cpu.psi) }),
      };
}

/** Undefined where the host does not count it. */
export function memoryUsage(found: TaskMetrics, timestamp: bigint): Init<MemoryUsage> | undefined {
  const { memory } = found.metrics;
  if (memory === null) {
    return undefined;
  }
  return found.version === 1
    ? memoryOfV1(memory as MemoryV1, timestamp)
    : memoryOfV2(memory as MemoryV2, timestamp);
}

function memoryOfV1(memory: MemoryV1, timestamp: bigint): Init<MemoryUsage> {
  const { usage = 0n, limit = 0n } = memory.usage ?? {};
  const workingSet = workingSetOf(usage, memory.totalInactiveFile);
  return {
    timestamp,
    workingSetBytes: { value: workingSet },
    availableBytes: { value: availableOf(limit, workingSet) },
    usageBytes: { value: usage },
    rssBytes: { value: memory.totalRss },
    pageFaults: { value: memory.totalPgFault },
    majorPageFaults: { value: memory.totalPgMajFault },
  };
}

function memoryOfV2(memory: MemoryV2, timestamp: bigint): Init<MemoryUsage> {
  const workingSet = workingSetOf(memory.usage, memory.inactiveFile);
  return {
    timestamp,
    workingSetBytes: { value: workingSet },
    availableBytes: { value: availableOf(memory.usageLimit, workingSet) },
    usageBytes: { value: memory.usage },
    rssBytes: { value: memory.anon },
    pageFaults: { value: memory.pgfault },
    majorPageFaults: { value: memory.pgmajfault },
    ...(memory.psi === null ? {} : { psi: pressure(memory.psi) }),
  };
}

/** What cannot be given back at once. */
export function workingSetOf(usage: bigint, inactiveFile: bigint): bigint {
  return inactiveFile < usage ? usage - inactiveFile : 0n;
}

function availableOf(limit: bigint, workingSet: bigint): bigint {
  return limit > unlimited || limit < workingSet ? 0n : limit - workingSet;
}

/** Only version 2 counts how long processes wait for the disk. */
export function ioUsage(found: TaskMetrics, timestamp: bigint): Init<IoUsage> | undefined {
  const psi = found.version === 2 ? found.metrics.io?.psi : undefined;
  return psi ? { timestamp, psi: pressure(psi) } : undefined;
}

function pressure({ full, some }: PSIStats): Init<PsiStats> {
  const data = (one: NonNullable<PSIStats["full"]>) => ({
    Total: one.total * nanosPerMicro,
    Avg10: one.avg10,
    Avg60: one.avg60,
    Avg300: one.avg300,
  });
  return { ...(full === null ? {} : { Full: data(full) }), ...(some === null ? {} : { Some: data(some) }) };
}
