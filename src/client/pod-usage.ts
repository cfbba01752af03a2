import type { CpuUsage, MemoryUsage, PodSandboxStats } from "../rpc/gen/cri.ts";

/** What a pod or a container of one uses. */
export interface PodUsage {
  /** Nanoseconds that its processes have run on a CPU since its start; undefined: the host does not count them. */
  readonly cpuNanos: bigint | undefined;
  /** Bytes of memory that cannot be given back at once; undefined: the host does not count them. */
  readonly workingSet: bigint | undefined;
}

/** What pods and their containers use, by the ids of both. */
export function usageById(stats: readonly PodSandboxStats[]): ReadonlyMap<string, PodUsage> {
  const entries = stats.flatMap(({ attributes, linux }) => [
    [attributes?.id ?? "", usageOf(linux?.cpu, linux?.memory)] as const,
    ...(linux?.containers ?? []).map(
      (container) => [container.attributes?.id ?? "", usageOf(container.cpu, container.memory)] as const,
    ),
  ]);
  return new Map(entries);
}

function usageOf(cpu: CpuUsage | null | undefined, memory: MemoryUsage | null | undefined): PodUsage {
  return { cpuNanos: cpu?.usageCoreNanoSeconds?.value, workingSet: memory?.workingSetBytes?.value };
}
