// Limits that plugins set, each of which belongs to the plugin that set it. Source: containerd/nri pkg/adaptation/result.go.
import { Field, type LinuxCPU, type LinuxMemory, type LinuxResources } from "../rpc/gen/nri.ts";
import type { Init } from "../rpc/message.ts";
import type { Claims } from "./owners.ts";

const memoryFields = {
  limit: Field.MemLimit,
  reservation: Field.MemReservation,
  swap: Field.MemSwapLimit,
  kernel: Field.MemKernelLimit,
  kernelTcp: Field.MemTCPLimit,
  swappiness: Field.MemSwappiness,
  disableOomKiller: Field.MemDisableOomKiller,
  useHierarchy: Field.MemUseHierarchy,
} as const satisfies Record<keyof LinuxMemory, number>;

const cpuFields = {
  shares: Field.CPUShares,
  quota: Field.CPUQuota,
  period: Field.CPUPeriod,
  realtimeRuntime: Field.CPURealtimeRuntime,
  realtimePeriod: Field.CPURealtimePeriod,
  cpus: Field.CPUSetCPUs,
  mems: Field.CPUSetMems,
} as const satisfies Record<keyof LinuxCPU, number>;

const classFields = {
  blockioClass: Field.BlockioClass,
  rdtClass: Field.RdtClass,
  pids: Field.PidsLimit,
} as const satisfies Partial<Record<keyof LinuxResources, number>>;

/** Sets in `targets` what a plugin wants. What it does not mention stays as it is. */
export function mergeResources(
  wanted: LinuxResources,
  targets: Init<LinuxResources>[],
  claims: Claims,
): void {
  const memory = claimGiven(wanted.memory, memoryFields, claims);
  const cpu = claimGiven(wanted.cpu, cpuFields, claims);
  const classes = claimGiven(wanted, classFields, claims);
  for (const { pageSize } of wanted.hugepageLimits) {
    claims.claim(Field.HugepageLimits, pageSize);
  }
  for (const key of Object.keys(wanted.unified)) {
    claims.claim(Field.CgroupsUnified, key);
  }
  for (const target of targets) {
    target.memory = Object.assign(target.memory ?? {}, memory);
    target.cpu = Object.assign(target.cpu ?? {}, cpu);
    target.hugepageLimits = [...(target.hugepageLimits ?? []), ...wanted.hugepageLimits];
    target.unified = { ...target.unified, ...wanted.unified };
    target.devices = [...(target.devices ?? []), ...wanted.devices];
    Object.assign(target, classes);
  }
}

/** The values of `message` that are given, after they were claimed. */
function claimGiven<T extends object>(
  message: T | null,
  fields: Partial<Record<keyof T, number>>,
  claims: Claims,
): Partial<T> {
  const given: Partial<T> = {};
  if (message === null) {
    return given;
  }
  for (const [name, field] of Object.entries(fields) as [keyof T, number][]) {
    const value = message[name];
    if (value !== null && value !== "") {
      claims.claim(field);
      given[name] = value;
    }
  }
  return given;
}
