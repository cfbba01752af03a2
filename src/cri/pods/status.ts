import {
  PodSandboxState,
  type PodSandboxStatus,
  type PodSandboxStatusRequest,
  type PodSandboxStatusResponse,
} from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import { containerStatusOf } from "../containers/status.ts";
import type { Cri, CriMethod } from "../cri.ts";
import type { Pod } from "../store/pods.ts";
import { noteEnd } from "./end.ts";
import { holdOf } from "./hold.ts";
import { podInfo } from "./info.ts";

export const podSandboxStatus: CriMethod<PodSandboxStatusRequest, Init<PodSandboxStatusResponse>> = async (
  cri,
  ctx,
  { podSandboxId, verbose },
) => {
  const pod = cri.pods.index.get(podSandboxId, "an error occurred when try to find sandbox");
  lookAt(cri, pod);
  return {
    status: podStatusOf(pod),
    containersStatuses: cri.containers.of(pod.id).map(containerStatusOf),
    info: verbose ? { info: JSON.stringify(await podInfo(cri, ctx, pod)) } : {},
  };
};

/** A pod whose namespaces somebody has removed is not ready any more. */
export function lookAt(cri: Cri, pod: Pod): void {
  if (pod.state === "ready" && !holdOf(pod).isIntact(cri, pod)) {
    if (!pod.isStopping) {
      cri.log.warn("the namespaces of a pod are gone", { pod: pod.id });
    }
    noteEnd(cri, pod);
  }
}

export function podStateOf({ state }: Pod): number {
  return state === "ready" ? PodSandboxState.SANDBOX_READY : PodSandboxState.SANDBOX_NOTREADY;
}

export function podStatusOf(pod: Pod): Init<PodSandboxStatus> {
  const { config, record } = pod;
  const [ip = "", ...additional] = pod.state === "stopped" ? [] : record.ips;
  return {
    id: pod.id,
    metadata: config.metadata,
    state: podStateOf(pod),
    createdAt: pod.createdAt,
    network: { ip, additionalIps: additional.map((address) => ({ ip: address })) },
    linux: { namespaces: { options: config.linux?.securityContext?.namespaceOptions ?? null } },
    labels: config.labels,
    annotations: config.annotations,
    runtimeHandler: record.runtimeHandler,
  };
}
