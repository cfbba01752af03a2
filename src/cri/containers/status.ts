import type { Scoped } from "../../context/index.ts";
import { recordedSpec } from "../../oci/spec/parse.ts";
import {
  ContainerState,
  type ContainerStatus,
  type ContainerStatusRequest,
  type ContainerStatusResponse,
} from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { toGoJson } from "../go-json.ts";
import { runtimeOptionsJson } from "../runtime-options.ts";
import type { PodContainer } from "../store/containers.ts";
import { stateOf } from "../store/status.ts";
import { stopSignalToWire } from "./stop-signal.ts";
import { userOf } from "./user.ts";

export const containerStatus: CriMethod<ContainerStatusRequest, Init<ContainerStatusResponse>> = async (
  cri,
  ctx,
  { containerId, verbose },
) => {
  const container = cri.containers.index.get(
    containerId,
    `an error occurred when try to find container ${JSON.stringify(containerId)}`,
  );
  container.user ??= await userOf(cri, ctx, container.id);
  return {
    status: containerStatusOf(container),
    info: verbose ? { info: JSON.stringify(await infoOf(cri, ctx, container)) } : {},
  };
};

export function containerStatusOf(container: PodContainer): Init<ContainerStatus> {
  const { record, status } = container;
  const { config } = record;
  const state = stateOf(status);
  return {
    id: container.id,
    metadata: config.metadata,
    state,
    createdAt: status.createdAt,
    startedAt: status.startedAt,
    finishedAt: status.finishedAt,
    exitCode: status.exitCode,
    image: hasTag(record) ? { image: record.imageName } : config.image,
    imageRef: record.imageDigest === "" ? record.imageId : repoDigestOf(record),
    imageId: record.imageId,
    reason: reasonOf(container, state),
    message: status.message,
    labels: config.labels,
    annotations: config.annotations,
    mounts: config.mounts,
    logPath: record.logPath,
    resources: status.resources,
    user: container.user ?? null,
    stopSignal: stopSignalToWire(record.stopSignal),
  };
}

/** The image has a name other than its digests. */
function hasTag({ imageName }: PodContainer["record"]): boolean {
  return !imageName.includes("@") && !imageName.startsWith("sha256:");
}

function repoDigestOf({ imageName, imageDigest }: PodContainer["record"]): string {
  const repository = imageName.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  return repository.includes("/") ? `${repository}@${imageDigest}` : imageDigest;
}

/** A container that ended without anybody saying why. */
function reasonOf({ status }: PodContainer, state: number): string {
  if (status.reason !== "" || state !== ContainerState.CONTAINER_EXITED) {
    return status.reason;
  }
  return status.exitCode === 0 ? "Completed" : "Error";
}

/** Source: containerd internal/cri/server/container_status.go, toCRIContainerInfo. */
async function infoOf(cri: Cri, ctx: Scoped, container: PodContainer): Promise<object> {
  const { record, status } = container;
  const stored = await cri.metadata.containers.get(ctx, container.id);
  return {
    sandboxID: record.podId,
    pid: status.pid,
    removing: container.isRemoving,
    snapshotKey: stored.snapshotKey,
    snapshotter: stored.snapshotter,
    runtimeType: stored.runtime.name,
    runtimeOptions: runtimeOptionsJson(stored.runtime.options),
    config: toGoJson(record.config),
    runtimeSpec: recordedSpec(stored),
  };
}
