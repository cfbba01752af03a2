// Limits of a container. Source: containerd internal/cri/opts/spec_linux_opts.go, WithResources.
import { failedPrecondition } from "../../errors/index.ts";
import type { SpecOption } from "../../oci/spec/index.ts";
import { resourcesOf } from "../../oci/spec/option.ts";
import type { Cpu, Resources } from "../../oci/spec/types.ts";
import type { LinuxContainerResources } from "../../rpc/gen/cri.ts";
import type { RuntimeSettings } from "../settings.ts";
import { type Controllers, hostControllers } from "./controllers.ts";

/** What the configuration says about limits of huge pages. */
export type HugetlbSettings = Pick<RuntimeSettings, "disablesHugetlb" | "toleratesMissingHugetlb">;

/**
 * A number that is 0, and a text that is empty, leave a limit as it is. Failed precondition: huge pages are to be limited where the
 * host cannot, and the configuration does not tolerate that.
 */
export function withResources(
  wanted: LinuxContainerResources | null,
  hugetlb: HugetlbSettings,
  host: Controllers = hostControllers,
): SpecOption[] {
  if (wanted === null) {
    return [];
  }
  return [
    (spec) => {
      const resources = resourcesOf(spec);
      resources.cpu = { ...resources.cpu, ...cpuOf(wanted) };
      resources.memory = { ...resources.memory, ...memoryOf(wanted, host) };
      const pages = hugepageLimits(wanted, hugetlb, host);
      if (pages.length > 0) {
        const others = resources.hugepageLimits?.filter(
          ({ pageSize }) => !pages.some((page) => page.pageSize === pageSize),
        );
        resources.hugepageLimits = [...(others ?? []), ...pages];
      }
      if (Object.keys(wanted.unified).length > 0) {
        resources.unified = { ...resources.unified, ...wanted.unified };
      }
    },
  ];
}

function hugepageLimits(
  { hugepageLimits: wanted }: LinuxContainerResources,
  settings: HugetlbSettings,
  { hasHugetlb }: Controllers,
): NonNullable<Resources["hugepageLimits"]> {
  if (wanted.length === 0 || settings.disablesHugetlb) {
    return [];
  }
  if (!hasHugetlb) {
    if (!settings.toleratesMissingHugetlb) {
      throw failedPrecondition("huge pages cannot be limited: the host has no hugetlb controller");
    }
    return [];
  }
  return wanted.map(({ pageSize, limit }) => ({ pageSize, limit: Number(limit) }));
}

function cpuOf({ cpuPeriod, cpuQuota, cpuShares, cpusetCpus, cpusetMems }: LinuxContainerResources): Cpu {
  return {
    ...(cpuPeriod === 0n ? {} : { period: Number(cpuPeriod) }),
    ...(cpuQuota === 0n ? {} : { quota: Number(cpuQuota) }),
    ...(cpuShares === 0n ? {} : { shares: Number(cpuShares) }),
    ...(cpusetCpus === "" ? {} : { cpus: cpusetCpus }),
    ...(cpusetMems === "" ? {} : { mems: cpusetMems }),
  };
}

/** Without a limit of its own, swap is limited with the memory, so that a container does not swap. */
function memoryOf(
  { memoryLimitInBytes, memorySwapLimitInBytes }: LinuxContainerResources,
  { canLimitSwap }: Controllers,
): NonNullable<Resources["memory"]> {
  const limit = Number(memoryLimitInBytes);
  const swap = Number(memorySwapLimitInBytes) || limit;
  return {
    ...(limit === 0 ? {} : { limit }),
    ...(swap === 0 || !canLimitSwap ? {} : { swap }),
  };
}
