// ListPodSandboxMetrics and StreamPodSandboxMetrics. Source: containerd internal/cri/server/list_pod_sandbox_metrics_linux.go.
import type { Scoped } from "../../context/index.ts";
import { type ContainerMetrics, type Metric, MetricType, type PodSandboxMetrics } from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import { nanosNow } from "../clock.ts";
import type { Cri } from "../cri.ts";
import type { PodContainer } from "../store/containers.ts";
import type { Pod } from "../store/pods.ts";
import { ignoreGone, metricsOf } from "./container.ts";
import { isCounter } from "./metric-descriptors.ts";
import type { MetricValue } from "./metric-value.ts";
import { interfaceCounters } from "./network.ts";
import { valuesOfContainer } from "./values-container.ts";
import { valuesOfV1 } from "./values-v1.ts";
import { valuesOfV2 } from "./values-v2.ts";

/** Of all ready pods and their running containers. What ends meanwhile is left out. */
export async function listPodSandboxMetrics(cri: Cri, ctx: Scoped): Promise<Init<PodSandboxMetrics>[]> {
  const pods = cri.pods.index.all().filter(({ state }) => state === "ready");
  return await Promise.all(pods.map((pod) => metricsOfPod(cri, ctx, pod)));
}

async function metricsOfPod(cri: Cri, ctx: Scoped, pod: Pod): Promise<Init<PodSandboxMetrics>> {
  const containers = cri.containers
    .of(pod.id)
    .map((container) => metricsOfContainer(cri, ctx, pod, container));
  return {
    podSandboxId: pod.id,
    metrics: toWire(networkValues(pod), [...podLabels(pod), "", pod.id, ""]),
    containerMetrics: (await Promise.all(containers)).filter((one) => one !== undefined),
  };
}

function podLabels({ config }: Pod): string[] {
  return [config.metadata?.name ?? "", config.metadata?.namespace ?? ""];
}

async function metricsOfContainer(
  cri: Cri,
  ctx: Scoped,
  pod: Pod,
  container: PodContainer,
): Promise<Init<ContainerMetrics> | undefined> {
  const used = await metricsOf(cri, ctx, container);
  const own = used && (await valuesOfContainer(cri, ctx, container).catch(ignoreGone));
  if (used === undefined || own === undefined) {
    return undefined;
  }
  const { metadata, image } = container.record.config;
  const labels = [...podLabels(pod), metadata?.name ?? "", container.id, image?.userSpecifiedImage ?? ""];
  const counted = used.version === 1 ? valuesOfV1(used.metrics) : valuesOfV2(used.metrics);
  return { containerId: container.id, metrics: toWire([...counted, ...own], labels) };
}

function networkValues({ record }: Pod): MetricValue[] {
  if (record.netns === "") {
    return [];
  }
  return interfaceCounters(record.netns).flatMap((counters): MetricValue[] => {
    const labels = [counters.name];
    return [
      { name: "container_network_receive_bytes_total", value: counters.rxBytes, labels },
      { name: "container_network_receive_packets_total", value: counters.rxPackets, labels },
      { name: "container_network_receive_packets_dropped_total", value: counters.rxDropped, labels },
      { name: "container_network_receive_errors_total", value: counters.rxErrors, labels },
      { name: "container_network_transmit_bytes_total", value: counters.txBytes, labels },
      { name: "container_network_transmit_packets_total", value: counters.txPackets, labels },
      { name: "container_network_transmit_packets_dropped_total", value: counters.txDropped, labels },
      { name: "container_network_transmit_errors_total", value: counters.txErrors, labels },
    ];
  });
}

function toWire(values: readonly MetricValue[], labels: readonly string[]): Init<Metric>[] {
  const timestamp = nanosNow();
  return values.map(({ name, value, labels: more = [] }) => ({
    name,
    timestamp,
    metricType: isCounter(name) ? MetricType.COUNTER : MetricType.GAUGE,
    labelValues: [...labels, ...more],
    value: { value: BigInt(value) },
  }));
}
