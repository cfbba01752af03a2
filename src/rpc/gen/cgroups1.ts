// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec } from "../message.ts";
import root from "./cgroups1.pb.js";

export interface BlkIOEntry {
  op: string;
  device: string;
  major: number;
  minor: number;
  value: number;
}
export const BlkIOEntry: Codec<BlkIOEntry> = codec("io.containerd.cgroups.v1.BlkIOEntry", () => root.io.containerd.cgroups.v1.BlkIOEntry);

export interface BlkIOStat {
  ioServiceBytesRecursive: BlkIOEntry[];
  ioServicedRecursive: BlkIOEntry[];
  ioQueuedRecursive: BlkIOEntry[];
  ioServiceTimeRecursive: BlkIOEntry[];
  ioWaitTimeRecursive: BlkIOEntry[];
  ioMergedRecursive: BlkIOEntry[];
  ioTimeRecursive: BlkIOEntry[];
  sectorsRecursive: BlkIOEntry[];
}
export const BlkIOStat: Codec<BlkIOStat> = codec("io.containerd.cgroups.v1.BlkIOStat", () => root.io.containerd.cgroups.v1.BlkIOStat);

export interface CPUStat {
  usage: CPUUsage | null;
  throttling: Throttle | null;
}
export const CPUStat: Codec<CPUStat> = codec("io.containerd.cgroups.v1.CPUStat", () => root.io.containerd.cgroups.v1.CPUStat);

export interface CPUUsage {
  total: number;
  kernel: number;
  user: number;
  perCpu: number[];
}
export const CPUUsage: Codec<CPUUsage> = codec("io.containerd.cgroups.v1.CPUUsage", () => root.io.containerd.cgroups.v1.CPUUsage);

export interface CgroupStats {
  nrSleeping: number;
  nrRunning: number;
  nrStopped: number;
  nrUninterruptible: number;
  nrIoWait: number;
}
export const CgroupStats: Codec<CgroupStats> = codec("io.containerd.cgroups.v1.CgroupStats", () => root.io.containerd.cgroups.v1.CgroupStats);

export interface HugetlbStat {
  usage: number;
  max: number;
  failcnt: number;
  pagesize: string;
}
export const HugetlbStat: Codec<HugetlbStat> = codec("io.containerd.cgroups.v1.HugetlbStat", () => root.io.containerd.cgroups.v1.HugetlbStat);

export interface MemoryEntry {
  limit: number;
  usage: number;
  max: number;
  failcnt: number;
}
export const MemoryEntry: Codec<MemoryEntry> = codec("io.containerd.cgroups.v1.MemoryEntry", () => root.io.containerd.cgroups.v1.MemoryEntry);

export interface MemoryOomControl {
  oomKillDisable: number;
  underOom: number;
  oomKill: number;
}
export const MemoryOomControl: Codec<MemoryOomControl> = codec("io.containerd.cgroups.v1.MemoryOomControl", () => root.io.containerd.cgroups.v1.MemoryOomControl);

export interface MemoryStat {
  cache: number;
  rss: number;
  rssHuge: number;
  mappedFile: number;
  dirty: number;
  writeback: number;
  pgPgIn: number;
  pgPgOut: number;
  pgFault: number;
  pgMajFault: number;
  inactiveAnon: number;
  activeAnon: number;
  inactiveFile: number;
  activeFile: number;
  unevictable: number;
  hierarchicalMemoryLimit: number;
  hierarchicalSwapLimit: number;
  totalCache: number;
  totalRss: number;
  totalRssHuge: number;
  totalMappedFile: number;
  totalDirty: number;
  totalWriteback: number;
  totalPgPgIn: number;
  totalPgPgOut: number;
  totalPgFault: number;
  totalPgMajFault: number;
  totalInactiveAnon: number;
  totalActiveAnon: number;
  totalInactiveFile: number;
  totalActiveFile: number;
  totalUnevictable: number;
  usage: MemoryEntry | null;
  swap: MemoryEntry | null;
  kernel: MemoryEntry | null;
  kernelTcp: MemoryEntry | null;
}
export const MemoryStat: Codec<MemoryStat> = codec("io.containerd.cgroups.v1.MemoryStat", () => root.io.containerd.cgroups.v1.MemoryStat);

export interface Metrics {
  hugetlb: HugetlbStat[];
  pids: PidsStat | null;
  cpu: CPUStat | null;
  memory: MemoryStat | null;
  blkio: BlkIOStat | null;
  rdma: RdmaStat | null;
  network: NetworkStat[];
  cgroupStats: CgroupStats | null;
  memoryOomControl: MemoryOomControl | null;
}
export const Metrics: Codec<Metrics> = codec("io.containerd.cgroups.v1.Metrics", () => root.io.containerd.cgroups.v1.Metrics);

export interface NetworkStat {
  name: string;
  rxBytes: number;
  rxPackets: number;
  rxErrors: number;
  rxDropped: number;
  txBytes: number;
  txPackets: number;
  txErrors: number;
  txDropped: number;
}
export const NetworkStat: Codec<NetworkStat> = codec("io.containerd.cgroups.v1.NetworkStat", () => root.io.containerd.cgroups.v1.NetworkStat);

export interface PidsStat {
  current: number;
  limit: number;
}
export const PidsStat: Codec<PidsStat> = codec("io.containerd.cgroups.v1.PidsStat", () => root.io.containerd.cgroups.v1.PidsStat);

export interface RdmaEntry {
  device: string;
  hcaHandles: number;
  hcaObjects: number;
}
export const RdmaEntry: Codec<RdmaEntry> = codec("io.containerd.cgroups.v1.RdmaEntry", () => root.io.containerd.cgroups.v1.RdmaEntry);

export interface RdmaStat {
  current: RdmaEntry[];
  limit: RdmaEntry[];
}
export const RdmaStat: Codec<RdmaStat> = codec("io.containerd.cgroups.v1.RdmaStat", () => root.io.containerd.cgroups.v1.RdmaStat);

export interface Throttle {
  periods: number;
  throttledPeriods: number;
  throttledTime: number;
}
export const Throttle: Codec<Throttle> = codec("io.containerd.cgroups.v1.Throttle", () => root.io.containerd.cgroups.v1.Throttle);
