// Generated from proto/ by scripts/generate.ts. Do not edit.
import { exactCodec } from "../exact-codec.ts";
import type { Codec } from "../message.ts";
import root from "./cgroups1.pb.js";

export interface BlkIOEntry {
  op: string;
  device: string;
  major: bigint;
  minor: bigint;
  value: bigint;
}
export const BlkIOEntry: Codec<BlkIOEntry> = exactCodec("io.containerd.cgroups.v1.BlkIOEntry", () => root.io.containerd.cgroups.v1.BlkIOEntry);

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
export const BlkIOStat: Codec<BlkIOStat> = exactCodec("io.containerd.cgroups.v1.BlkIOStat", () => root.io.containerd.cgroups.v1.BlkIOStat);

export interface CPUStat {
  usage: CPUUsage | null;
  throttling: Throttle | null;
}
export const CPUStat: Codec<CPUStat> = exactCodec("io.containerd.cgroups.v1.CPUStat", () => root.io.containerd.cgroups.v1.CPUStat);

export interface CPUUsage {
  total: bigint;
  kernel: bigint;
  user: bigint;
  perCpu: bigint[];
}
export const CPUUsage: Codec<CPUUsage> = exactCodec("io.containerd.cgroups.v1.CPUUsage", () => root.io.containerd.cgroups.v1.CPUUsage);

export interface CgroupStats {
  nrSleeping: bigint;
  nrRunning: bigint;
  nrStopped: bigint;
  nrUninterruptible: bigint;
  nrIoWait: bigint;
}
export const CgroupStats: Codec<CgroupStats> = exactCodec("io.containerd.cgroups.v1.CgroupStats", () => root.io.containerd.cgroups.v1.CgroupStats);

export interface HugetlbStat {
  usage: bigint;
  max: bigint;
  failcnt: bigint;
  pagesize: string;
}
export const HugetlbStat: Codec<HugetlbStat> = exactCodec("io.containerd.cgroups.v1.HugetlbStat", () => root.io.containerd.cgroups.v1.HugetlbStat);

export interface MemoryEntry {
  limit: bigint;
  usage: bigint;
  max: bigint;
  failcnt: bigint;
}
export const MemoryEntry: Codec<MemoryEntry> = exactCodec("io.containerd.cgroups.v1.MemoryEntry", () => root.io.containerd.cgroups.v1.MemoryEntry);

export interface MemoryOomControl {
  oomKillDisable: bigint;
  underOom: bigint;
  oomKill: bigint;
}
export const MemoryOomControl: Codec<MemoryOomControl> = exactCodec("io.containerd.cgroups.v1.MemoryOomControl", () => root.io.containerd.cgroups.v1.MemoryOomControl);

export interface MemoryStat {
  cache: bigint;
  rss: bigint;
  rssHuge: bigint;
  mappedFile: bigint;
  dirty: bigint;
  writeback: bigint;
  pgPgIn: bigint;
  pgPgOut: bigint;
  pgFault: bigint;
  pgMajFault: bigint;
  inactiveAnon: bigint;
  activeAnon: bigint;
  inactiveFile: bigint;
  activeFile: bigint;
  unevictable: bigint;
  hierarchicalMemoryLimit: bigint;
  hierarchicalSwapLimit: bigint;
  totalCache: bigint;
  totalRss: bigint;
  totalRssHuge: bigint;
  totalMappedFile: bigint;
  totalDirty: bigint;
  totalWriteback: bigint;
  totalPgPgIn: bigint;
  totalPgPgOut: bigint;
  totalPgFault: bigint;
  totalPgMajFault: bigint;
  totalInactiveAnon: bigint;
  totalActiveAnon: bigint;
  totalInactiveFile: bigint;
  totalActiveFile: bigint;
  totalUnevictable: bigint;
  usage: MemoryEntry | null;
  swap: MemoryEntry | null;
  kernel: MemoryEntry | null;
  kernelTcp: MemoryEntry | null;
}
export const MemoryStat: Codec<MemoryStat> = exactCodec("io.containerd.cgroups.v1.MemoryStat", () => root.io.containerd.cgroups.v1.MemoryStat);

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
export const Metrics: Codec<Metrics> = exactCodec("io.containerd.cgroups.v1.Metrics", () => root.io.containerd.cgroups.v1.Metrics);

export interface NetworkStat {
  name: string;
  rxBytes: bigint;
  rxPackets: bigint;
  rxErrors: bigint;
  rxDropped: bigint;
  txBytes: bigint;
  txPackets: bigint;
  txErrors: bigint;
  txDropped: bigint;
}
export const NetworkStat: Codec<NetworkStat> = exactCodec("io.containerd.cgroups.v1.NetworkStat", () => root.io.containerd.cgroups.v1.NetworkStat);

export interface PidsStat {
  current: bigint;
  limit: bigint;
}
export const PidsStat: Codec<PidsStat> = exactCodec("io.containerd.cgroups.v1.PidsStat", () => root.io.containerd.cgroups.v1.PidsStat);

export interface RdmaEntry {
  device: string;
  hcaHandles: number;
  hcaObjects: number;
}
export const RdmaEntry: Codec<RdmaEntry> = exactCodec("io.containerd.cgroups.v1.RdmaEntry", () => root.io.containerd.cgroups.v1.RdmaEntry);

export interface RdmaStat {
  current: RdmaEntry[];
  limit: RdmaEntry[];
}
export const RdmaStat: Codec<RdmaStat> = exactCodec("io.containerd.cgroups.v1.RdmaStat", () => root.io.containerd.cgroups.v1.RdmaStat);

export interface Throttle {
  periods: bigint;
  throttledPeriods: bigint;
  throttledTime: bigint;
}
export const Throttle: Codec<Throttle> = exactCodec("io.containerd.cgroups.v1.Throttle", () => root.io.containerd.cgroups.v1.Throttle);
