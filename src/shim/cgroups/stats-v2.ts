// Metrics of cgroup version 2. Source of what comes from which file: containerd/cgroups cgroup2/{manager,utils}.go.
import type { Any } from "../../core/any.ts";
import * as gen from "../../rpc/gen/cgroups2.ts";
import type { Init } from "../../rpc/message.ts";
import { counterIn, fieldsIn, hugePageSizes, ifThere, limitIn, rdmaIn, textIn } from "./cgroup-files.ts";

/** A controller that is not enabled leaves its fields out. */
export function readMetrics(path: string): Any {
  const metrics: Init<gen.Metrics> = {
    pids: ifThere(() => readPids(path)),
    cpu: ifThere(() => readCpu(path)),
    memory: ifThere(() => readMemory(path)),
    memoryEvents: ifThere(() => readMemoryEvents(path)),
    io: ifThere(() => ({ usage: readDevices(path), psi: readPressure(path, "io.pressure") })),
    hugetlb: ifThere(() => readHugetlb(path)) ?? [],
    rdma: ifThere(() => ({ current: rdmaIn(path, "rdma.current"), limit: rdmaIn(path, "rdma.max") })),
  };
  return { typeUrl: gen.Metrics.typeName, value: gen.Metrics.encode(metrics) };
}

/** For processes, unlike elsewhere, 0 stands for no limit. */
function readPids(path: string): Init<gen.PidsStat> {
  return { current: counterIn(path, "pids.current"), limit: limitIn(path, "pids.max", 0n) };
}

function readCpu(path: string): Init<gen.CPUStat> {
  const field = fieldsIn(path, "cpu.stat");
  return {
    usageUsec: field("usage_usec"),
    userUsec: field("user_usec"),
    systemUsec: field("system_usec"),
    nrPeriods: field("nr_periods"),
    nrThrottled: field("nr_throttled"),
    throttledUsec: field("throttled_usec"),
    nrBursts: field("nr_bursts"),
    burstUsec: field("burst_usec"),
    psi: readPressure(path, "cpu.pressure"),
  };
}

function readMemory(path: string): Init<gen.MemoryStat> {
  const field = fieldsIn(path, "memory.stat");
  return {
    anon: field("anon"),
    file: field("file"),
    kernelStack: field("kernel_stack"),
    slab: field("slab"),
    sock: field("sock"),
    shmem: field("shmem"),
    fileMapped: field("file_mapped"),
    fileDirty: field("file_dirty"),
    fileWriteback: field("file_writeback"),
    anonThp: field("anon_thp"),
    inactiveAnon: field("inactive_anon"),
    activeAnon: field("active_anon"),
    inactiveFile: field("inactive_file"),
    activeFile: field("active_file"),
    unevictable: field("unevictable"),
    slabReclaimable: field("slab_reclaimable"),
    slabUnreclaimable: field("slab_unreclaimable"),
    pgfault: field("pgfault"),
    pgmajfault: field("pgmajfault"),
    workingsetRefault: field("workingset_refault"),
    workingsetActivate: field("workingset_activate"),
    workingsetNodereclaim: field("workingset_nodereclaim"),
    pgrefill: field("pgrefill"),
    pgscan: field("pgscan"),
    pgsteal: field("pgsteal"),
    pgactivate: field("pgactivate"),
    pgdeactivate: field("pgdeactivate"),
    pglazyfree: field("pglazyfree"),
    pglazyfreed: field("pglazyfreed"),
    thpFaultAlloc: field("thp_fault_alloc"),
    thpCollapseAlloc: field("thp_collapse_alloc"),
    usage: counterIn(path, "memory.current"),
    usageLimit: counterIn(path, "memory.max"),
    maxUsage: ifThere(() => counterIn(path, "memory.peak")),
    swapUsage: ifThere(() => counterIn(path, "memory.swap.current")),
    swapLimit: ifThere(() => counterIn(path, "memory.swap.max")),
    swapMaxUsage: ifThere(() => counterIn(path, "memory.swap.peak")),
    psi: readPressure(path, "memory.pressure"),
  };
}

function readMemoryEvents(path: string): Init<gen.MemoryEvents> {
  const field = fieldsIn(path, "memory.events");
  return {
    low: field("low"),
    high: field("high"),
    max: field("max"),
    oom: field("oom"),
    oomKill: field("oom_kill"),
    oomGroupKill: field("oom_group_kill"),
  };
}

/** Lines of `8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0`. */
function readDevices(path: string): Init<gen.IOEntry>[] {
  const lines = textIn(path, "io.stat").matchAll(/^(\d+):(\d+) (.*)$/gm);
  return [...lines].map(([, major = "", minor = "", fields = ""]) => {
    const count = (name: string): bigint =>
      BigInt(new RegExp(`(?:^| )${name}=(\\d+)`).exec(fields)?.[1] ?? 0);
    return {
      major: BigInt(major),
      minor: BigInt(minor),
      rbytes: count("rbytes"),
      wbytes: count("wbytes"),
      rios: count("rios"),
      wios: count("wios"),
    };
  });
}

/** Undefined for a kernel that was built without pressure stall information. */
function readPressure(path: string, file: string): Init<gen.PSIStats> | undefined {
  const text = ifThere(() => textIn(path, file));
  return text === undefined ? undefined : { some: pressureOf(text, "some"), full: pressureOf(text, "full") };
}

/** The line `some avg10=0.00 avg60=0.00 avg300=0.00 total=0` of one kind. */
function pressureOf(text: string, kind: "some" | "full"): Init<gen.PSIData> | undefined {
  const pattern = `^${kind} avg10=([\\d.]+) avg60=([\\d.]+) avg300=([\\d.]+) total=(\\d+)$`;
  const match = new RegExp(pattern, "m").exec(text);
  if (match === null) {
    return undefined;
  }
  const [, avg10, avg60, avg300, total = ""] = match;
  return { avg10: Number(avg10), avg60: Number(avg60), avg300: Number(avg300), total: BigInt(total) };
}

function readHugetlb(path: string): Init<gen.HugeTlbStat>[] {
  return hugePageSizes(path, "current").map((pagesize) => ({
    pagesize,
    current: counterIn(path, `hugetlb.${pagesize}.current`),
    max: counterIn(path, `hugetlb.${pagesize}.max`),
    failcnt: fieldsIn(path, `hugetlb.${pagesize}.events`)("max"),
  }));
}
