import {
  NamespaceMode,
  PodSandboxState,
  type PodSandboxStatus,
  type PodSandboxStatusRequest,
  type PodSandboxStatusResponse,
} from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import { containerStatusOf } from "../containers/status.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { toGoJson } from "../go-json.ts";
import type { Pod } from "../store/pods.ts";
import { noteEnd } from "./end.ts";
import { holdOf } from "./hold.ts";

export const podSandboxStatus: CriMethod<PodSandboxStatusRequest, Init<PodSandboxStatusResponse>> = async (
  cri,
  _ctx,
  { podSandboxId, verbose },
) => {
  const pod = cri.pods.index.get(podSandboxId, "an error occurred when try to find sandbox");
  lookAt(cri, pod);
  return {
    status: podStatusOf(pod),
    containersStatuses: cri.containers.of(pod.id).map(containerStatusOf),
    info: verbose ? { info: JSON.stringify(infoOf(cri, pod)) } : {},
  };
};

/** A pod whose namespaces somebody has removed is not ready any more. */
export function lookAt(cri: Cri, pod: Pod): void {
  if (pod.state === "ready" && !holdOf(pod).isIntact(cri, pod)) {
    cri.log.warn("the namespaces of a pod are gone", { pod: pod.id });
    noteEnd(cri, pod);
  }
}

export function podStateOf({ state }: Pod): number {
  return state === "ready" ? PodSandboxState.SANDBOX_READY : PodSandboxState.SANDBOX_NOTREADY;
}

export function podStatusOf(pod: Pod): Init<PodSandboxStatus> {
  const { config, record } = pod;
  const [ip = "", ...additional] = record.ips;
  return {
    id: pod.id,
    metadata: config.metadata,
    state: podStateOf(pod),
    createdAt: pod.createdAt,
    network: { ip, additionalIps: additional.map((address) => ({ ip: address })) },
    linux: {
      namespaces: {
        options: config.linux?.securityContext?.namespaceOptions ?? {
          network: NamespaceMode.POD,
          pid: NamespaceMode.POD,
          ipc: NamespaceMode.POD,
        },
      },
    },
    labels: config.labels,
    annotations: config.annotations,
    runtimeHandler: record.runtimeHandler,
  };
}

/** Source: containerd internal/cri/server/podsandbox/types/info.go. */
function infoOf(cri: Cri, pod: Pod): object {
  const { record, pid, state } = pod;
  return {
    pid,
    ...(record.hold === "namespaces" ? { namespaces: holdOf(pod).shared(cri, pod) } : {}),
    processStatus: state === "ready" ? "running" : "stopped",
    netNamespaceClosed: state !== "ready" && record.netns !== "",
    runtimeHandler: record.runtimeHandler,
    config: toGoJson(record.config),
    cniResult: record.cniResult,
  };
}
