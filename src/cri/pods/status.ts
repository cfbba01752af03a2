import {
  NamespaceMode,
  PodSandboxState,
  type PodSandboxStatus,
  type PodSandboxStatusRequest,
  type PodSandboxStatusResponse,
} from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import { containerStatusOf } from "../containers/status.ts";
import type { CriMethod } from "../cri.ts";
import { toGoJson } from "../go-json.ts";
import type { Pod } from "../store/pods.ts";

export const podSandboxStatus: CriMethod<PodSandboxStatusRequest, Init<PodSandboxStatusResponse>> = async (
  cri,
  _ctx,
  { podSandboxId, verbose },
) => {
  const pod = cri.pods.index.get(podSandboxId);
  return {
    status: podStatusOf(pod),
    containersStatuses: cri.containers.of(pod.id).map(containerStatusOf),
    info: verbose ? { info: JSON.stringify(infoOf(pod)) } : {},
  };
};

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
function infoOf({ record, pid, state }: Pod): object {
  return {
    pid,
    processStatus: state === "ready" ? "running" : "stopped",
    netNamespaceClosed: state !== "ready" && record.netns !== "",
    runtimeHandler: record.runtimeHandler,
    config: toGoJson(record.config),
    cniResult: record.cniResult,
  };
}
