// Which namespaces a pod and its containers share. Source: containerd internal/cri/server/podsandbox/sandbox_run_linux.go.
import { NamespaceMode, type NamespaceOption, type PodSandboxConfig } from "../../rpc/gen/cri.ts";

const allPod = { network: NamespaceMode.POD, pid: NamespaceMode.POD, ipc: NamespaceMode.POD };

export function podNamespaces(config: PodSandboxConfig): Pick<NamespaceOption, "network" | "pid" | "ipc"> {
  return config.linux?.securityContext?.namespaceOptions ?? allPod;
}

export function usesHostNetwork(config: PodSandboxConfig): boolean {
  return podNamespaces(config).network === NamespaceMode.NODE;
}
