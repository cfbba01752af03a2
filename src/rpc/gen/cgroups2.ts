// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec } from "../message.ts";
import root from "./cgroups2.pb.js";

export interface CPUStat {
  usageUsec: number;
  userUsec: number;
  systemUsec: number;
  nrPeriods: number;
  nrThrottled: number;
  throttledUsec: number;
  psi: PSIStats | null;
  nrBursts: number;
  burstUsec: number;
}
export const CPUStat: Codec<CPUStat> = codec("io.containerd.cgroups.v2.CPUStat", () => root.io.containerd.cgroups.v2.CPUStat);

export interface HugeTlbStat {
  current: number;
  max: number;
  pagesize: string;
  failcnt: number;
}
export const HugeTlbStat: Codec<HugeTlbStat> = codec("io.containerd.cgroups.v2.HugeTlbStat", () => root.io.containerd.cgroups.v2.HugeTlbStat);

export interface IOEntry {
  major: number;
  minor: number;
  rbytes: number;
  wbytes: number;
  rios: number;
  wios: number;
}
export const IOEntry: Codec<IOEntry> = codec("io.containerd.cgroups.v2.IOEntry", () => root.io.containerd.cgroups.v2.IOEntry);

export interface IOStat {
  usage: IOEntry[];
  psi: PSIStats | null;
}
export const IOStat: Codec<IOStat> = codec("io.containerd.cgroups.v2.IOStat", () => root.io.containerd.cgroups.v2.IOStat);

export interface MemoryEvents {
  low: number;
  high: number;
  max: number;
  oom: number;
  oomKill: number;
  oomGroupKill: number;
}
export const MemoryEvents: Codec<MemoryEvents> = codec("io.containerd.cgroups.v2.MemoryEvents", () => root.io.containerd.cgroups.v2.MemoryEvents);

export interface MemoryStat {
  anon: number;
  file: number;
  kernelStack: number;
  slab: number;
  sock: number;
  shmem: number;
  fileMapped: number;
  fileDirty: number;
  fileWriteback: number;
  anonThp: number;
  inactiveAnon: number;
  activeAnon: number;
  inactiveFile: number;
  activeFile: number;
  unevictable: number;
  slabReclaimable: number;
  slabUnreclaimable: number;
  pgfault: number;
  pgmajfault: number;
  workingsetRefault: number;
  workingsetActivate: number;
  workingsetNodereclaim: number;
  pgrefill: number;
  pgscan: number;
  pgsteal: number;
  pgactivate: number;
  pgdeactivate: number;
  pglazyfree: number;
  pglazyfreed: number;
  thpFaultAlloc: number;
  thpCollapseAlloc: number;
  usage: number;
  usageLimit: number;
  swapUsage: number;
  swapLimit: number;
  maxUsage: number;
  swapMaxUsage: number;
  psi: PSIStats | null;
}
export const MemoryStat: Codec<MemoryStat> = codec("io.containerd.cgroups.v2.MemoryStat", () => root.io.containerd.cgroups.v2.MemoryStat);

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
export const Metrics: Codec<Metrics> = codec("io.containerd.cgroups.v2.Metrics", () => root.io.containerd.cgroups.v2.Metrics);

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
export const NetworkStat: Codec<NetworkStat> = codec("io.containerd.cgroups.v2.NetworkStat", () => root.io.containerd.cgroups.v2.NetworkStat);

export interface PSIData {
  avg10: number;
  avg60: number;
  avg300: number;
  total: number;
}
export const PSIData: Codec<PSIData> = codec("io.containerd.cgroups.v2.PSIData", () => root.io.containerd.cgroups.v2.PSIData);

export interface PSIStats {
  some: PSIData | null;
  full: PSIData | null;
}
export const PSIStats: Codec<PSIStats> = codec("io.containerd.cgroups.v2.PSIStats", () => root.io.containerd.cgroups.v2.PSIStats);

export interface PidsStat {
  current: number;
  limit: number;
}
export const PidsStat: Codec<PidsStat> = codec("io.containerd.cgroups.v2.PidsStat", () => root.io.containerd.cgroups.v2.PidsStat);

export interface RdmaEntry {
  device: string;
  hcaHandles: number;
  hcaObjects: number;
}
export const RdmaEntry: Codec<RdmaEntry> = codec("io.containerd.cgroups.v2.RdmaEntry", () => root.io.containerd.cgroups.v2.RdmaEntry);

export interface RdmaStat {
  current: RdmaEntry[];
  limit: RdmaEntry[];
}
export const RdmaStat: Codec<RdmaStat> = codec("io.containerd.cgroups.v2.RdmaStat", () => root.io.containerd.cgroups.v2.RdmaStat);
