// The limits that a container's status tells: those of its spec, in which defaults stand, too. Source: containerd
// internal/cri/server/helpers.go, copyResourcesToStatus.
import { exactInteger } from "../../core/exact-json.ts";
import type { Spec } from "../../oci/spec/index.ts";
import type { ContainerResources } from "../../rpc/gen/cri.ts";

export function resourcesOfSpec({ process, linux }: Spec): ContainerResources {
  const { cpu = {}, memory = {}, hugepageLimits = [], unified = {} } = linux?.resources ?? {};
  return {
    linux: {
      cpuPeriod: integer(cpu.period),
      cpuQuota: integer(cpu.quota),
      cpuShares: integer(cpu.shares),
      cpusetCpus: cpu.cpus ?? "",
      cpusetMems: cpu.mems ?? "",
      memoryLimitInBytes: integer(memory.limit),
      memorySwapLimitInBytes: integer(memory.swap),
      oomScoreAdj: integer(process?.oomScoreAdj),
      hugepageLimits: hugepageLimits.map(({ pageSize, limit }) => ({ pageSize, limit: integer(limit) })),
      unified,
    },
    windows: null,
  };
}

function integer(value: number | undefined): bigint {
  return exactInteger(value ?? 0);
}
