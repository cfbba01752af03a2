import type {
  ListPodSandboxRequest,
  ListPodSandboxResponse,
  PodSandbox,
  PodSandboxFilter,
  PodSandboxStatsFilter,
} from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { hasLabels } from "../selector.ts";
import type { Pod } from "../store/pods.ts";
import { lookAt, podStateOf } from "./status.ts";

export const listPodSandbox: CriMethod<ListPodSandboxRequest, Init<ListPodSandboxResponse>> = async (
  cri,
  _ctx,
  { filter },
) => ({ items: podsThatMatch(cri, filter).map(toWire) });

/** Those that the filter means by the beginning of an id, in its state, with its labels. */
export function podsThatMatch(cri: Cri, filter: PodSandboxFilter | null): Pod[] {
  const state = filter?.state ?? null;
  return selectPods(cri, filter).filter((pod) => state === null || podStateOf(pod) === state.state);
}

/** Those that the filter means by the beginning of an id, with its labels, in any state. */
export function selectPods(cri: Cri, filter: PodSandboxStatsFilter | null): Pod[] {
  const pods = cri.pods.index.all();
  for (const pod of pods) {
    lookAt(cri, pod);
  }
  if (filter === null) {
    return pods;
  }
  const { labelSelector } = filter;
  const id = cri.pods.index.complete(filter.id);
  return pods
    .filter((pod) => id === "" || pod.id === id)
    .filter((pod) => hasLabels(pod.config.labels, labelSelector));
}

export function toWire(pod: Pod): Init<PodSandbox> {
  const { config, record } = pod;
  return {
    id: pod.id,
    metadata: config.metadata,
    state: podStateOf(pod),
    createdAt: pod.createdAt,
    labels: config.labels,
    annotations: config.annotations,
    runtimeHandler: record.runtimeHandler,
  };
}
