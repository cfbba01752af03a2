// Metrics of cgroup version 1. Source of what comes from which file: containerd/cgroups cgroup1/{cpu,cpuacct,memory,blkio,pids,…}.go.
import type { Any } from "../../core/any.ts";
import * as gen from "../../rpc/gen/cgroups1.ts";
import type { Init } from "../../rpc/message.ts";
import {
  counterIn,
  countersIn,
  fieldsIn,
  hugePageSizes,
  ifThere,
  limitIn,
  rdmaIn,
  textIn,
} from "./cgroup-files.ts";

/** The kernel counts the processor time of cpuacct.stat in ticks of USER_HZ, 100 a second. */
const nanosPerTick = 10_000_000n;

type Directories = ReadonlyMap<string, string>;

/** A controller that is not mounted, or a file that a kernel lacks, leaves its fields out. */
export function readMetrics(controllers: Directories): Any {
  const metrics: Init<gen.Metrics> = {
    pids: within(controllers, "pids", readPids),
    cpu: within(controllers, "cpuacct", (path) => readCpu(path, controllers.get("cpu") ?? path)),
    memory: within(controllers, "memory", readMemory),
    memoryOomControl: within(controllers, "memory", readOomControl),
    blkio: within(controllers, "blkio", readBlkio),
    hugetlb: within(controllers, "hugetlb", readHugetlb) ?? [],
    rdma: within(controllers, "rdma", readRdma),
  };
  return { typeUrl: gen.Metrics.typeName, value: gen.Metrics.encode(metrics) };
}

function within<T>(controllers: Directories, name: string, read: (path: string) => T): T | undefined {
  const path = controllers.get(name);
  return path === undefined ? undefined : ifThere(() => read(path));
}

function readPids(path: string): Init<gen.PidsStat> {
  // For processes, unlike elsewhere, 0 stands for no limit.
  return { current: counterIn(path, "pids.current"), limit: limitIn(path, "pids.max", 0n) };
}

function readCpu(cpuacct: string, cpu: string): Init<gen.CPUStat> {
  const ticks = fieldsIn(cpuacct, "cpuacct.stat");
  const throttling = fieldsIn(cpu, "cpu.stat");
  const nanoseconds = (name: string): bigint => BigInt.asUintN(64, ticks(name) * nanosPerTick);
  return {
    usage: {
      total: counterIn(cpuacct, "cpuacct.usage"),
      user: nanoseconds("user"),
      kernel: nanoseconds("system"),
      perCpu: countersIn(cpuacct, "cpuacct.usage_percpu"),
    },
    throttling: {
      periods: throttling("nr_periods"),
      throttledPeriods: throttling("nr_throttled"),
      throttledTime: throttling("throttled_time"),
    },
  };
}

function readMemory(path: string): Init<gen.MemoryStat> {
  const field = fieldsIn(path, "memory.stat");
  return {
    cache: field("cache"),
    rss: field("rss"),
    rssHuge: field("rss_huge"),
    mappedFile: field("mapped_file"),
    dirty: field("dirty"),
    writeback: field("writeback"),
    pgPgIn: field("pgpgin"),
    pgPgOut: field("pgpgout"),
    pgFault: field("pgfault"),
    pgMajFault: field("pgmajfault"),
    inactiveAnon: field("inactive_anon"),
    activeAnon: field("active_anon"),
    inactiveFile: field("inactive_file"),
    activeFile: field("active_file"),
    unevictable: field("unevictable"),
    hierarchicalMemoryLimit: field("hierarchical_memory_limit"),
    hierarchicalSwapLimit: field("hierarchical_memsw_limit"),
    totalCache: field("total_cache"),
    totalRss: field("total_rss"),
    totalRssHuge: field("total_rss_huge"),
    totalMappedFile: field("total_mapped_file"),
    totalDirty: field("total_dirty"),
    totalWriteback: field("total_writeback"),
    totalPgPgIn: field("total_pgpgin"),
    totalPgPgOut: field("total_pgpgout"),
    totalPgFault: field("total_pgfault"),
    totalPgMajFault: field("total_pgmajfault"),
    totalInactiveAnon: field("total_inactive_anon"),
    totalActiveAnon: field("total_active_anon"),
    totalInactiveFile: field("total_inactive_file"),
    totalActiveFile: field("total_active_file"),
    totalUnevictable: field("total_unevictable"),
    usage: readCounter(path, "memory"),
    swap: readCounter(path, "memory.memsw"),
    kernel: readCounter(path, "memory.kmem"),
    kernelTcp: readCounter(path, "memory.kmem.tcp"),
  };
}

function readOomControl(path: string): Init<gen.MemoryOomControl> {
  const field = fieldsIn(path, "memory.oom_control");
  return {
    oomKillDisable: field("oom_kill_disable"),
    underOom: field("under_oom"),
    oomKill: field("oom_kill"),
  };
}

/** Some of these files are missing in kernels without swap accounting and in those that have no limits of kernel memory any more. */
function readCounter(path: string, prefix: string): Init<gen.MemoryEntry> | undefined {
  const one = (name: string): bigint => counterIn(path, `${prefix}.${name}`);
  return ifThere(() => ({
    usage: one("usage_in_bytes"),
    max: one("max_usage_in_bytes"),
    failcnt: one("failcnt"),
    limit: one("limit_in_bytes"),
  }));
}

function readBlkio(path: string): Init<gen.BlkIOStat> {
  return {
    ioServiceBytesRecursive: readDevices(path, "blkio.throttle.io_service_bytes_recursive"),
    ioServicedRecursive: readDevices(path, "blkio.throttle.io_serviced_recursive"),
  };
}

/** Lines of `8:0 Read 4096`; the sums at the end of the file name no device. */
function readDevices(path: string, file: string): Init<gen.BlkIOEntry>[] {
  const entries: Init<gen.BlkIOEntry>[] = [];
  for (const line of textIn(path, file).split("\n")) {
    const match = /^(\d+):(\d+) (\w+) (\d+)$/.exec(line);
    if (match !== null) {
      const [, major = "", minor = "", op = "", value = ""] = match;
      entries.push({ op, major: BigInt(major), minor: BigInt(minor), value: BigInt(value) });
    }
  }
  return entries;
}

function readHugetlb(path: string): Init<gen.HugetlbStat>[] {
  return hugePageSizes(path, "usage_in_bytes").map((pagesize) => ({
    pagesize,
    usage: counterIn(path, `hugetlb.${pagesize}.usage_in_bytes`),
    max: counterIn(path, `hugetlb.${pagesize}.max_usage_in_bytes`),
    failcnt: counterIn(path, `hugetlb.${pagesize}.failcnt`),
  }));
}

function readRdma(path: string): Init<gen.RdmaStat> {
  return { current: rdmaIn(path, "rdma.current"), limit: rdmaIn(path, "rdma.max") };
}
