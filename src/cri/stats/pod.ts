// PodSandboxStats, ListPodSandboxStats and StreamPodSandboxStats. Source: containerd internal/cri/server/sandbox_stats_linux.go.
import type { Scoped } from "../../context/index.ts";
import { unavailable } from "../../errors/index.ts";
import type {
  LinuxPodSandboxStats,
  NetworkUsage,
  PodSandboxStats,
  PodSandboxStatsFilter,
  PodSandboxStatsRequest,
  PodSandboxStatsResponse,
} from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import { nanosNow } from "../clock.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { orFail } from "../or-fail.ts";
import { holdOf } from "../pods/hold.ts";
import { selectPods } from "../pods/list.ts";
import type { Pod } from "../store/pods.ts";
import { ignoreGone, listContainerStats, metricsOf, usageOf } from "./container.ts";
import { interfaceCounters } from "./network.ts";
import { podMetrics } from "./pod-cgroup.ts";
import { sumOf } from "./sum.ts";

const defaultInterface = "eth0";

/** Unavailable: the pod is not ready. */
export const podSandboxStats: CriMethod<PodSandboxStatsRequest, Init<PodSandboxStatsResponse>> = async (
  cri,
  ctx,
  { podSandboxId },
) => {
  const pod = cri.pods.index.get(
    podSandboxId,
    `an error occurred when trying to find sandbox ${podSandboxId}`,
  );
  return orFail(`failed to decode pod sandbox metrics ${podSandboxId}`, async () => {
    requireReady(pod);
    return { stats: await statsOf(cri, ctx, pod) };
  });
};

function requireReady({ id, state }: Pod): void {
  if (state !== "ready") {
    throw unavailable(
      `failed to get pod sandbox stats since sandbox container ${JSON.stringify(id)} is not in ready state`,
    );
  }
}

/** Of all ready pods that match. One that ends meanwhile is left out. */
export async function listPodSandboxStats(
  cri: Cri,
  ctx: Scoped,
  filter: PodSandboxStatsFilter | null,
): Promise<Init<PodSandboxStats>[]> {
  const pods = selectPods(cri, filter).filter(({ state }) => state === "ready");
  const stats = pods.map((pod) => statsOf(cri, ctx, pod).catch(ignoreGone));
  return (await Promise.all(stats)).filter((one) => one !== undefined);
}

async function statsOf(cri: Cri, ctx: Scoped, pod: Pod): Promise<Init<PodSandboxStats>> {
  const { metadata, labels, annotations } = pod.config;
  return {
    attributes: { id: pod.id, metadata, labels, annotations },
    linux: await linuxStats(cri, ctx, pod),
  };
}

async function linuxStats(cri: Cri, ctx: Scoped, pod: Pod): Promise<Init<LinuxPodSandboxStats>> {
  // A pod without a cgroup of its own is crictl's: its pause process stands for it, or else all of its containers together.
  const parent = pod.config.linux?.cgroupParent ?? "";
  const used = podMetrics(parent) ?? (await holdOf(pod).metrics(cri, ctx, pod));
  const filter = { id: "", podSandboxId: pod.id, labelSelector: {} };
  const timestamp = nanosNow();
  const containers = await listContainerStats(cri, ctx, filter);
  return {
    ...(used === undefined ? sumOf(cri, pod, containers) : usageOf(cri, pod, used)),
    ...(pod.record.netns === "" ? {} : { network: networkUsage(pod.record.netns, timestamp) }),
    containers,
    process: { timestamp, processCount: { value: await processes(cri, ctx, pod) } },
  };
}

function networkUsage(netns: string, timestamp: bigint): Init<NetworkUsage> {
  const interfaces = interfaceCounters(netns).map(({ name, rxBytes, rxErrors, txBytes, txErrors }) => ({
    name,
    rxBytes: { value: rxBytes },
    rxErrors: { value: rxErrors },
    txBytes: { value: txBytes },
    txErrors: { value: txErrors },
  }));
  const first = interfaces.find(({ name }) => name === defaultInterface) ?? interfaces[0];
  return { timestamp, interfaces, ...(first === undefined ? {} : { defaultInterface: first }) };
}

async function processes(cri: Cri, ctx: Scoped, pod: Pod): Promise<bigint> {
  const found = await Promise.all(
    cri.containers.of(pod.id).map((container) => metricsOf(cri, ctx, container)),
  );
  return found.reduce((sum, one) => sum + (one?.metrics.pids?.current ?? 0n), 0n);
}
