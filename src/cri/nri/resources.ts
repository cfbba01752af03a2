// Limits of resources: between the runtime spec, CRI and NRI. Source: containerd/nri pkg/api/resources.go, containerd
// internal/cri/nri/nri_api_linux.go.
import { exactInteger, jsonNumber } from "../../core/exact-json.ts";
import { failedPrecondition } from "../../errors/index.ts";
import type { SpecOption } from "../../oci/spec/index.ts";
import { linuxOf, resourcesOf } from "../../oci/spec/option.ts";
import type { Cpu, Memory, Resources } from "../../oci/spec/types.ts";
import { LinuxContainerResources } from "../../rpc/gen/cri.ts";
import type { LinuxCPU, LinuxMemory, LinuxResources } from "../../rpc/gen/nri.ts";
import { complete, type Init } from "../../rpc/message.ts";
import { type HugetlbSettings, withResources } from "../spec/resources.ts";

/** Names in the spec, by those of NRI. */
const memoryNames = {
  limit: "limit",
  reservation: "reservation",
  swap: "swap",
  kernel: "kernel",
  kernelTcp: "kernelTCP",
  swappiness: "swappiness",
  disableOomKiller: "disableOOMKiller",
  useHierarchy: "useHierarchy",
} as const satisfies Record<keyof LinuxMemory, keyof Memory>;

/** What CRI does not limit. */
const { limit: _limit, swap: _swap, ...furtherMemoryNames } = memoryNames;

const cpuNames = {
  shares: "shares",
  quota: "quota",
  period: "period",
  realtimeRuntime: "realtimeRuntime",
  realtimePeriod: "realtimePeriod",
  cpus: "cpus",
  mems: "mems",
} as const satisfies Record<keyof LinuxCPU, keyof Cpu>;

/** What a spec limits, for plugins. */
export function resourcesMessage(resources: Resources | undefined): Init<LinuxResources> | null {
  if (resources === undefined) {
    return null;
  }
  const { memory = {}, cpu = {}, pids, hugepageLimits = [], unified = {}, devices = [] } = resources;
  return {
    memory: renamed(memoryNames, memory),
    cpu: renamed(cpuNames, cpu),
    pids: pids === undefined ? null : { limit: exactInteger(pids.limit) },
    hugepageLimits: hugepageLimits.map(({ pageSize, limit }) => ({ pageSize, limit: exactInteger(limit) })),
    unified,
    devices: devices.map(({ allow, type = "", major, minor, access }) => ({
      ...{ allow, type, access },
      major: optional(major),
      minor: optional(minor),
    })),
  };
}

function renamed(names: Readonly<Record<string, string>>, values: object): Record<string, unknown> {
  const given = new Map(Object.entries(values));
  return Object.fromEntries(
    Object.entries(names)
      .filter(([, name]) => given.has(name))
      .map(([nriName, name]) => [nriName, optionalValue(given.get(name))]),
  );
}

/** Texts are fields of their own in NRI, and other values are in messages, so that 0 can be told from no value. */
function optionalValue(value: unknown): unknown {
  return typeof value === "string"
    ? value
    : { value: typeof value === "boolean" ? value : exactInteger(value) };
}

export function optional(value: number | undefined): { value: bigint } | null {
  return value === undefined ? null : { value: exactInteger(value) };
}

/** What kubelet limits, for plugins. A number that is 0 is no limit. */
export function requestedResources(wanted: LinuxContainerResources | null): Init<LinuxResources> | null {
  if (wanted === null) {
    return null;
  }
  const given = (value: bigint): { value: bigint } | null => (value === 0n ? null : { value });
  return {
    cpu: {
      shares: given(wanted.cpuShares),
      quota: given(wanted.cpuQuota),
      period: given(wanted.cpuPeriod),
      cpus: wanted.cpusetCpus,
      mems: wanted.cpusetMems,
    },
    memory: { limit: given(wanted.memoryLimitInBytes), swap: given(wanted.memorySwapLimitInBytes) },
    hugepageLimits: wanted.hugepageLimits,
    unified: wanted.unified,
  };
}

/** That of the limits which CRI knows. */
function criResources({ memory, cpu, hugepageLimits, unified }: LinuxResources): LinuxContainerResources {
  return complete(LinuxContainerResources, {
    cpuShares: cpu?.shares?.value,
    cpuQuota: cpu?.quota?.value,
    cpuPeriod: cpu?.period?.value,
    cpusetCpus: cpu?.cpus,
    cpusetMems: cpu?.mems,
    memoryLimitInBytes: memory?.limit?.value,
    memorySwapLimitInBytes: memory?.swap?.value,
    hugepageLimits,
    unified,
  });
}

/** Sets the limits that plugins want. Failed precondition: a class of block I/O is wanted, of which there are none. */
export function withNriResources(resources: LinuxResources, hugetlb: HugetlbSettings): SpecOption[] {
  const { memory, cpu, pids, devices, rdtClass, blockioClass } = resources;
  if (blockioClass !== null && blockioClass.value !== "") {
    throw failedPrecondition(
      `block I/O class ${JSON.stringify(blockioClass.value)}: there are no such classes`,
    );
  }
  const further: SpecOption = (spec) => {
    const limits = resourcesOf(spec);
    limits.memory = { ...limits.memory, ...valuesOf(furtherMemoryNames, memory) };
    limits.cpu = { ...limits.cpu, ...valuesOf(cpuNames, cpu) };
    if (pids !== null) {
      limits.pids = { limit: jsonNumber(pids.limit) };
    }
    limits.devices = [
      ...(limits.devices ?? []),
      ...devices.map(({ allow, type, major, minor, access }) => ({
        allow,
        access,
        ...(type === "" ? {} : { type }),
        ...(major === null ? {} : { major: jsonNumber(major.value) }),
        ...(minor === null ? {} : { minor: jsonNumber(minor.value) }),
      })),
    ];
    if (rdtClass !== null) {
      setRdtClass(linuxOf(spec), rdtClass.value);
    }
  };
  return [...withResources(criResources(resources), hugetlb), further];
}

/** Values of NRI by their names in the spec; those that are given and named. */
function valuesOf(names: Readonly<Record<string, string>>, message: object | null): object {
  const values = new Map<string, unknown>(Object.entries(message ?? {}));
  return Object.fromEntries(
    Object.entries(names)
      .map(([nriName, name]) => [name, plainValue(values.get(nriName))] as const)
      .filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );
}

function plainValue(field: unknown): unknown {
  const value = typeof field === "object" && field !== null && "value" in field ? field.value : field;
  return typeof value === "bigint" ? jsonNumber(value) : value;
}

function setRdtClass(linux: { intelRdt?: { closID?: string } }, name: string): void {
  if (name === "") {
    delete linux.intelRdt;
  } else {
    linux.intelRdt = { closID: name };
  }
}
