// Metrics of cgroup version 2. Source of what comes from which file: containerd/cgroups cgroup2/{manager,utils}.go.
import type { Any } from "../../core/any.ts";
import * as gen from "../../rpc/gen/cgroups2.ts";
import type { Init } from "../../rpc/message.ts";
import { hugePageSizes, ifThere, numberIn, rdmaIn, tableIn, textIn } from "./cgroup-files.ts";

/** A controller that is not enabled leaves its fields out. */
export function readMetrics(path: string): Any {
  const metrics: Init<gen.Metrics> = {
    pids: ifThere(() => ({ current: numberIn(path, "pids.current"), limit: limitIn(path, "pids.max") })),
    cpu: ifThere(() => readCpu(path)),
    memory: ifThere(() => readMemory(path)),
    memoryEvents: ifThere(() => readMemoryEvents(path)),
    io: ifThere(() => ({ usage: readDevices(path), psi: readPressure(path, "io.pressure") })),
    hugetlb: ifThere(() => readHugetlb(path)) ?? [],
    rdma: ifThere(() => ({ current: rdmaIn(path, "rdma.current"), limit: rdmaIn(path, "rdma.max") })),
  };
  return { typeUrl: gen.Metrics.typeName, value: gen.Metrics.encode(metrics) };
}

/** As Go's shim has it: of pids alone, no limit is 0. */
function limitIn(path: string, file: string): number {
  const text = textIn(path, file);
  return text === "max" ? 0 : Number(text);
}

function readCpu(path: string): Init<gen.CPUStat> {
  const stat = tableIn(path, "cpu.stat");
  const field = (name: string): number => stat.get(name) ?? 0;
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
  const stat = tableIn(path, "memory.stat");
  const field = (name: string): number => stat.get(name) ?? 0;
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
    usage: numberIn(path, "memory.current"),
    usageLimit: numberIn(path, "memory.max"),
    maxUsage: ifThere(() => numberIn(path, "memory.peak")),
    swapUsage: ifThere(() => numberIn(path, "memory.swap.current")),
    swapLimit: ifThere(() => numberIn(path, "memory.swap.max")),
    swapMaxUsage: ifThere(() => numberIn(path, "memory.swap.peak")),
    psi: readPressure(path, "memory.pressure"),
  };
}

function readMemoryEvents(path: string): Init<gen.MemoryEvents> {
  const events = tableIn(path, "memory.events");
  const field = (name: string): number => events.get(name) ?? 0;
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
  const lines = textIn(path, "io.stat").split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const [device = "", ...fields] = line.split(" ");
      const [major, minor] = device.split(":").map(Number);
      const counters = new Map(fields.map((field) => field.split("=") as [string, string]));
      const count = (name: string): number => Number(counters.get(name) ?? 0);
      return {
        ...(major === undefined ? {} : { major }),
        ...(minor === undefined ? {} : { minor }),
        rbytes: count("rbytes"),
        wbytes: count("wbytes"),
        rios: count("rios"),
        wios: count("wios"),
      };
    });
}

/** Lines of `some avg10=0.00 avg60=0.00 avg300=0.00 total=0`. Kernels may be built without. */
function readPressure(path: string, file: string): Init<gen.PSIStats> | undefined {
  const text = ifThere(() => textIn(path, file));
  if (text === undefined) {
    return undefined;
  }
  const line = (kind: string): Init<gen.PSIData> | undefined => {
    const match = new RegExp(`^${kind} avg10=(\\S+) avg60=(\\S+) avg300=(\\S+) total=(\\d+)$`, "m").exec(
      text,
    );
    const [avg10 = 0, avg60 = 0, avg300 = 0, total = 0] = match?.slice(1).map(Number) ?? [];
    return match === null ? undefined : { avg10, avg60, avg300, total };
  };
  return { some: line("some"), full: line("full") };
}

function readHugetlb(path: string): Init<gen.HugeTlbStat>[] {
  return hugePageSizes(path, "current").map((pagesize) => ({
    pagesize,
    current: numberIn(path, `hugetlb.${pagesize}.current`),
    max: numberIn(path, `hugetlb.${pagesize}.max`),
    failcnt: tableIn(path, `hugetlb.${pagesize}.events`).get("max") ?? 0,
  }));
}
