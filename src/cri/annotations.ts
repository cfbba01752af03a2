// Annotations by which runtimes and node plugins know pods and containers. Source: containerd internal/cri/annotations.
import type { PodSandboxConfig } from "../rpc/gen/cri.ts";

const prefix = "io.kubernetes.cri.";

/** What holds for a pod and for each of its containers. The group is the pod: all of its tasks share a shim. */
export function podAnnotations(
  id: string,
  config: PodSandboxConfig,
  type: "sandbox" | "container",
): Record<string, string> {
  return {
    [`${prefix}container-type`]: type,
    [`${prefix}sandbox-id`]: id,
    [`${prefix}sandbox-name`]: config.metadata?.name ?? "",
    [`${prefix}sandbox-namespace`]: config.metadata?.namespace ?? "",
    [`${prefix}sandbox-uid`]: config.metadata?.uid ?? "",
  };
}

export function sandboxAnnotations(
  id: string,
  config: PodSandboxConfig,
  image: string,
): Record<string, string> {
  return {
    ...podAnnotations(id, config, "sandbox"),
    [`${prefix}sandbox-log-directory`]: config.logDirectory,
    ...(image === "" ? {} : { [`${prefix}podsandbox.image-name`]: image }),
  };
}

export function containerAnnotations(
  podId: string,
  config: PodSandboxConfig,
  name: string,
  image: string,
): Record<string, string> {
  return {
    ...podAnnotations(podId, config, "container"),
    [`${prefix}container-name`]: name,
    [`${prefix}image-name`]: image,
  };
}

/** Labels of CRI's containers in the metadata. */
export const kindLabel = "io.cri-containerd.kind";
