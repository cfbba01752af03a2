import type {
  Container,
  ContainerFilter,
  ContainerStatsFilter,
  ListContainersRequest,
  ListContainersResponse,
} from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { hasLabels } from "../selector.ts";
import type { PodContainer } from "../store/containers.ts";
import { stateOf } from "../store/status.ts";

export const listContainers: CriMethod<ListContainersRequest, Init<ListContainersResponse>> = async (
  cri,
  _ctx,
  { filter },
) => ({ containers: containersThatMatch(cri, filter).map(toWire) });

/** Those that the filter means by the beginnings of ids, in its state, with its labels. */
export function containersThatMatch(cri: Cri, filter: ContainerFilter | null): PodContainer[] {
  const state = filter?.state ?? null;
  return selectContainers(cri, filter).filter(
    ({ status }) => state === null || stateOf(status) === state.state,
  );
}

/** Those that the filter means by the beginnings of ids, with its labels, in any state. */
export function selectContainers(cri: Cri, filter: ContainerStatsFilter | null): PodContainer[] {
  if (filter === null) {
    return cri.containers.index.all();
  }
  const { labelSelector } = filter;
  const id = cri.containers.index.complete(filter.id);
  const podId = cri.pods.index.complete(filter.podSandboxId);
  return cri.containers.index
    .all()
    .filter((container) => id === "" || container.id === id)
    .filter(({ record }) => podId === "" || record.podId === podId)
    .filter(({ record }) => hasLabels(record.config.labels, labelSelector));
}

export function toWire(container: PodContainer): Init<Container> {
  const { record, status } = container;
  const { config } = record;
  return {
    id: container.id,
    podSandboxId: record.podId,
    metadata: config.metadata,
    image: config.image,
    imageRef: record.imageId,
    imageId: record.imageId,
    state: stateOf(status),
    createdAt: status.createdAt,
    labels: config.labels,
    annotations: config.annotations,
  };
}
