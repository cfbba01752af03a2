import { type SpecOption, withHostNamespace, withNamespace } from "../../oci/spec/index.ts";
import {
  ContainerState,
  type LinuxContainerSecurityContext,
  NamespaceMode,
  type NamespaceOption,
  type PodSandboxConfig,
} from "../../rpc/gen/cri.ts";
import type { Cri } from "../cri.ts";
import type { Pod } from "../store/pods.ts";
import { stateName, stateOf } from "../store/status.ts";
import { requireSameUserNamespace, withPodUserNamespace } from "./user-namespace.ts";

const allPod = { network: NamespaceMode.POD, pid: NamespaceMode.POD, ipc: NamespaceMode.POD };

export function podNamespaces(config: PodSandboxConfig): Pick<NamespaceOption, "network" | "pid" | "ipc"> {
  return config.linux?.securityContext?.namespaceOptions ?? allPod;
}

export function usesHostNetwork(config: PodSandboxConfig): boolean {
  return podNamespaces(config).network === NamespaceMode.NODE;
}

/** Paths of the namespaces that a pod holds for its containers. A pod without a process has no pid namespace. */
export interface SharedNamespaces {
  readonly network: string;
  readonly ipc: string;
  readonly uts: string;
  readonly pid: string | undefined;
}

/**
 * The namespaces of a container: those of its pod, and by kubelet's choice the process ids of its own, of the host or of
 * another container of the pod.
 */
export function withPodNamespaces(
  cri: Cri,
  pod: Pod,
  held: SharedNamespaces,
  security: LinuxContainerSecurityContext | null,
): SpecOption[] {
  const options = security?.namespaceOptions ?? null;
  requireSameUserNamespace(pod.config, options);
  const shared = podNamespaces(pod.config);
  const isHostNetwork = usesHostNetwork(pod.config);
  const join = (type: "network" | "uts" | "ipc", isHost: boolean): SpecOption =>
    isHost ? withHostNamespace(type) : withNamespace({ type, path: held[type] });
  return [
    join("network", isHostNetwork),
    join("uts", isHostNetwork),
    join("ipc", shared.ipc === NamespaceMode.NODE),
    ...withProcessIds(cri, pod, held, options?.pid ?? NamespaceMode.POD, options?.targetId ?? ""),
    ...withPodUserNamespace(cri, pod, isHostNetwork),
  ];
}

/** Where the pod has no pid namespace, a container that would share it gets one of its own. */
function withProcessIds(
  cri: Cri,
  pod: Pod,
  held: SharedNamespaces,
  mode: number,
  target: string,
): SpecOption[] {
  switch (mode) {
    case NamespaceMode.CONTAINER:
      return [];
    case NamespaceMode.NODE:
      return [withHostNamespace("pid")];
    case NamespaceMode.TARGET:
      return [withNamespace({ type: "pid", path: `/proc/${targetPid(cri, pod, target)}/ns/pid` })];
    default:
      return podNamespaces(pod.config).pid === NamespaceMode.NODE
        ? [withHostNamespace("pid")]
        : held.pid === undefined
          ? []
          : [withNamespace({ type: "pid", path: held.pid })];
  }
}

/**
 * An error when the container is of another pod, or does not run. Source: containerd internal/cri/server/helpers.go,
 * validateTargetContainer.
 */
function targetPid(cri: Cri, pod: Pod, targetId: string): number {
  const what = `invalid target container: container ${JSON.stringify(targetId)}`;
  const { record, status } = cri.containers.index.get(targetId, `${what} does not exist`);
  if (record.podId !== pod.id) {
    throw new Error(`${what} (sandbox ${record.podId}) does not belong to sandbox ${pod.id}`);
  }
  if (stateOf(status) !== ContainerState.CONTAINER_RUNNING) {
    throw new Error(`${what} is not running - in state ${stateName(status)}`);
  }
  return status.pid;
}
