// Generated from proto/ by scripts/generate.ts. Do not edit.
import { exactCodec } from "../exact-codec.ts";
import type { Codec } from "../message.ts";
import root from "./cgroups2.pb.js";

export interface CPUStat {
  usageUsec: bigint;
  userUsec: bigint;
  systemUsec: bigint;
  nrPeriods: bigint;
  nrThrottled: bigint;
  throttledUsec: bigint;
  psi: PSIStats | null;
  nrBursts: bigint;
  burstUsec: bigint;
}
export const CPUStat: Codec<CPUStat> = exactCodec("io.containerd.cgroups.v2.CPUStat", () => root.io.containerd.cgroups.v2.CPUStat);

export interface HugeTlbStat {
  current: bigint;
  max: bigint;
  pagesize: string;
  failcnt: bigint;
}
export const HugeTlbStat: Codec<HugeTlbStat> = exactCodec("io.containerd.cgroups.v2.HugeTlbStat", () => root.io.containerd.cgroups.v2.HugeTlbStat);

export interface IOEntry {
  major: bigint;
  minor: bigint;
  rbytes: bigint;
  wbytes: bigint;
  rios: bigint;
  wios: bigint;
}
export const IOEntry: Codec<IOEntry> = exactCodec("io.containerd.cgroups.v2.IOEntry", () => root.io.containerd.cgroups.v2.IOEntry);

export interface IOStat {
  usage: IOEntry[];
  psi: PSIStats | null;
}
export const IOStat: Codec<IOStat> = exactCodec("io.containerd.cgroups.v2.IOStat", () => root.io.containerd.cgroups.v2.IOStat);

export interface MemoryEvents {
  low: bigint;
  high: bigint;
  max: bigint;
  oom: bigint;
  oomKill: bigint;
  oomGroupKill: bigint;
}
export const MemoryEvents: Codec<MemoryEvents> = exactCodec("io.containerd.cgroups.v2.MemoryEvents", () => root.io.containerd.cgroups.v2.MemoryEvents);

export interface MemoryStat {
  anon: bigint;
  file: bigint;
  kernelStack: bigint;
  slab: bigint;
  sock: bigint;
  shmem: bigint;
  fileMapped: bigint;
  fileDirty: bigint;
  fileWriteback: bigint;
  anonThp: bigint;
  inactiveAnon: bigint;
  activeAnon: bigint;
  inactiveFile: bigint;
  activeFile: bigint;
  unevictable: bigint;
  slabReclaimable: bigint;
  slabUnreclaimable: bigint;
  pgfault: bigint;
  pgmajfault: bigint;
  workingsetRefault: bigint;
  workingsetActivate: bigint;
  workingsetNodereclaim: bigint;
  pgrefill: bigint;
  pgscan: bigint;
  pgsteal: bigint;
  pgactivate: bigint;
  pgdeactivate: bigint;
  pglazyfree: bigint;
  pglazyfreed: bigint;
  thpFaultAlloc: bigint;
  thpCollapseAlloc: bigint;
  usage: bigint;
  usageLimit: bigint;
  swapUsage: bigint;
  swapLimit: bigint;
  maxUsage: bigint;
  swapMaxUsage: bigint;
  psi: PSIStats | null;
}
export const MemoryStat: Codec<MemoryStat> = exactCodec("io.containerd.cgroups.v2.MemoryStat", () => root.io.containerd.cgroups.v2.MemoryStat);

export interface Metrics {
  pids: PidsStat | null;
  cpu: CPUStat | null;
  memory: MemoryStat | null;
  rdma: RdmaStat | null;
  io: IOStat | null;
  hugetlb: HugeTlbStat[];
  memoryEvents: MemoryEvents | null;
  network: NetworkStat[];
}
export const Metrics: Codec<Metrics> = exactCodec("io.containerd.cgroups.v2.Metrics", () => root.io.containerd.cgroups.v2.Metrics);

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
export const NetworkStat: Codec<NetworkStat> = exactCodec("io.containerd.cgroups.v2.NetworkStat", () => root.io.containerd.cgroups.v2.NetworkStat);

export interface PSIData {
  avg10: number;
  avg60: number;
  avg300: number;
  total: bigint;
}
export const PSIData: Codec<PSIData> = exactCodec("io.containerd.cgroups.v2.PSIData", () => root.io.containerd.cgroups.v2.PSIData);

export interface PSIStats {
  some: PSIData | null;
  full: PSIData | null;
}
export const PSIStats: Codec<PSIStats> = exactCodec("io.containerd.cgroups.v2.PSIStats", () => root.io.containerd.cgroups.v2.PSIStats);

export interface PidsStat {
  current: bigint;
  limit: bigint;
}
export const PidsStat: Codec<PidsStat> = exactCodec("io.containerd.cgroups.v2.PidsStat", () => root.io.containerd.cgroups.v2.PidsStat);

export interface RdmaEntry {
  device: string;
  hcaHandles: number;
  hcaObjects: number;
}
export const RdmaEntry: Codec<RdmaEntry> = exactCodec("io.containerd.cgroups.v2.RdmaEntry", () => root.io.containerd.cgroups.v2.RdmaEntry);

export interface RdmaStat {
  current: RdmaEntry[];
  limit: RdmaEntry[];
}
export const RdmaStat: Codec<RdmaStat> = exactCodec("io.containerd.cgroups.v2.RdmaStat", () => root.io.containerd.cgroups.v2.RdmaStat);
