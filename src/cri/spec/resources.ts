import type { SpecOption } from "../../oci/spec/index.ts";
import { resourcesOf } from "../../oci/spec/option.ts";
import type { LinuxContainerResources } from "../../rpc/gen/cri.ts";

/** Limits of a container; 0 leaves a limit as it is. Source: containerd internal/cri/opts/spec_linux_opts.go, WithResources. */
export function withResources(wanted: LinuxContainerResources | null): SpecOption[] {
  if (wanted === null) {
    return [];
  }
  return [
    (spec) => {
      const resources = resourcesOf(spec);
      const {
        cpuPeriod,
        cpuQuota,
        cpuShares,
        cpusetCpus,
        cpusetMems,
        memoryLimitInBytes,
        memorySwapLimitInBytes,
      } = wanted;
      resources.cpu = {
        ...resources.cpu,
        ...(cpuPeriod === 0n ? {} : { period: Number(cpuPeriod) }),
        ...(cpuQuota === 0n ? {} : { quota: Number(cpuQuota) }),
        ...(cpuShares === 0n ? {} : { shares: Number(cpuShares) }),
        ...(cpusetCpus === "" ? {} : { cpus: cpusetCpus }),
        ...(cpusetMems === "" ? {} : { mems: cpusetMems }),
      };
      resources.memory = {
        ...resources.memory,
        ...(memoryLimitInBytes === 0n ? {} : { limit: Number(memoryLimitInBytes) }),
        ...(memorySwapLimitInBytes === 0n ? {} : { swap: Number(memorySwapLimitInBytes) }),
      };
    },
  ];
}
