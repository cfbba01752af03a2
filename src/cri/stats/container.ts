// ContainerStats, ListContainerStats and StreamContainerStats. Source: containerd internal/cri/server/container_stats_list.go.
import type { Scoped } from "../../context/index.ts";
import { isKind } from "../../errors/index.ts";
import {
  ContainerState,
  type ContainerStats,
  type ContainerStatsFilter,
  type ContainerStatsRequest,
  type ContainerStatsResponse,
  type CpuUsage,
} from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import { nanosNow } from "../clock.ts";
import { selectContainers } from "../containers/list.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { isLostShim } from "../lost-shim.ts";
import type { PodContainer } from "../store/containers.ts";
import { stateOf } from "../store/status.ts";
import { type TaskMetrics, taskMetrics } from "./task-metrics.ts";
import { cpuUsage, ioUsage, memoryUsage } from "./usage.ts";

export const containerStats: CriMethod<ContainerStatsRequest, Init<ContainerStatsResponse>> = async (
  cri,
  ctx,
  { containerId },
) => ({ stats: await statsOf(cri, ctx, cri.containers.index.get(containerId, "failed to find container")) });

/** Of all containers that match. One that ends or goes meanwhile is told of without what it used, or left out. */
export async function listContainerStats(
  cri: Cri,
  ctx: Scoped,
  filter: ContainerStatsFilter | null,
): Promise<Init<ContainerStats>[]> {
  const stats = selectContainers(cri, filter).map((container) =>
    statsOf(cri, ctx, container).catch(ignoreGone),
  );
  return (await Promise.all(stats)).filter((one) => one !== undefined);
}

/** What a container uses of the processors, the memory and the disk; of one that does not run, of the disk only. */
async function statsOf(cri: Cri, ctx: Scoped, container: PodContainer): Promise<Init<ContainerStats>> {
  const { id, record } = container;
  const { metadata, labels, annotations } = record.config;
  const [writableLayer, used] = await Promise.all([
    cri.writableLayers.usage(cri, ctx, container),
    metricsOf(cri, ctx, container),
  ]);
  return {
    attributes: { id, metadata, labels, annotations },
    writableLayer,
    ...(used === undefined ? {} : usageOf(cri, container, used)),
  };
}

/** Undefined when the container does not run. */
export async function metricsOf(
  cri: Cri,
  ctx: Scoped,
  { id, status }: PodContainer,
): Promise<TaskMetrics | undefined> {
  return stateOf(status) === ContainerState.CONTAINER_RUNNING
    ? await taskMetrics(cri, ctx, id).catch(ignoreGone)
    : undefined;
}

/** `owner` is whom the rate is remembered for. */
export function usageOf(
  cri: Cri,
  owner: object,
  used: TaskMetrics,
): Pick<Init<ContainerStats>, "cpu" | "memory" | "io"> {
  const now = nanosNow();
  return {
    cpu: withRate(cri, owner, cpuUsage(used, now), now),
    memory: memoryUsage(used, now),
    io: ioUsage(used, now),
  };
}

/** Adds how much of the processors `owner` uses at present. */
export function withRate(
  cri: Cri,
  owner: object,
  cpu: Init<CpuUsage> | undefined,
  now: bigint,
): Init<CpuUsage> | undefined {
  const total = cpu?.usageCoreNanoSeconds?.value ?? undefined;
  const rate = total === undefined ? undefined : cri.cpuRates.next(owner, now, BigInt(total));
  return cpu && rate !== undefined ? { ...cpu, usageNanoCores: { value: rate } } : cpu;
}

/** The task, the container or the shim went while it was asked. */
export function ignoreGone(error: unknown): undefined {
  if (isKind(error, "not found", "unavailable", "failed precondition") || isLostShim(error)) {
    return undefined;
  }
  throw error;
}
