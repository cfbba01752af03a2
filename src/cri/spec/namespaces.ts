// Which namespaces a pod and its containers share. Source: containerd internal/cri/server/podsandbox/sandbox_run_linux.go,
// internal/cri/opts/spec_opts.go, WithPodNamespaces.
import { failedPrecondition, invalidArgument } from "../../errors/index.ts";
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
import { stateOf } from "../store/status.ts";

const allPod = { network: NamespaceMode.POD, pid: NamespaceMode.POD, ipc: NamespaceMode.POD };

export function podNamespaces(config: PodSandboxConfig): Pick<NamespaceOption, "network" | "pid" | "ipc"> {
  return config.linux?.securityContext?.namespaceOptions ?? allPod;
}

export function usesHostNetwork(config: PodSandboxConfig): boolean {
  return podNamespaces(config).network === NamespaceMode.NODE;
}

/** Invalid argument: a user namespace is asked for. */
export function refuseUserNamespace(options: NamespaceOption | null): void {
  if (options?.usernsOptions != null && options.usernsOptions.mode !== NamespaceMode.NODE) {
    throw invalidArgument(
      "user namespaces of pods are not supported: the runtime handler does not list the feature",
    );
  }
}

/**
 * The namespaces of a container: those of its pod, and by kubelet's choice the process ids of its own, of the host or of
 * another container of the pod.
 */
export function withPodNamespaces(
  cri: Cri,
  pod: Pod,
  security: LinuxContainerSecurityContext | null,
): SpecOption[] {
  const options = security?.namespaceOptions ?? null;
  refuseUserNamespace(options);
  const shared = podNamespaces(pod.config);
  const of = (name: string): string => `/proc/${pod.pid}/ns/${name}`;
  const isHostNetwork = usesHostNetwork(pod.config);
  const join = (type: "network" | "uts" | "ipc", name: string, isHost: boolean): SpecOption =>
    isHost ? withHostNamespace(type) : withNamespace({ type, path: of(name) });
  return [
    join("network", "net", isHostNetwork),
    join("uts", "uts", isHostNetwork),
    join("ipc", "ipc", shared.ipc === NamespaceMode.NODE),
    ...withProcessIds(cri, pod, options?.pid ?? NamespaceMode.POD, options?.targetId ?? ""),
  ];
}

function withProcessIds(cri: Cri, pod: Pod, mode: number, target: string): SpecOption[] {
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
        : [withNamespace({ type: "pid", path: `/proc/${pod.pid}/ns/pid` })];
  }
}

/** Invalid argument: the container is of another pod; failed precondition: it does not run. */
function targetPid(cri: Cri, pod: Pod, id: string): number {
  const { record, status } = cri.containers.index.get(id);
  if (record.podId !== pod.id) {
    throw invalidArgument(`invalid target container: ${id} is not in sandbox ${pod.id}`);
  }
  if (stateOf(status) !== ContainerState.CONTAINER_RUNNING) {
    throw failedPrecondition(`invalid target container: ${id} is not running`);
  }
  return status.pid;
}
