// A pod as plugins see it. Source: containerd internal/cri/nri/nri_api_linux.go, criPodSandbox.
import { existsSync } from "node:fs";
import type { Spec } from "../../oci/spec/index.ts";
import type { LinuxNamespace, PodSandbox } from "../../rpc/gen/nri.ts";
import type { Init } from "../../rpc/message.ts";
import type { Cri } from "../cri.ts";
import { holdOf } from "../pods/hold.ts";
import type { Pod } from "../store/pods.ts";
import { requestedResources, resourcesMessage } from "./resources.ts";
import { namespacesMessage } from "./spec-messages.ts";
import { storedSpec } from "./stored-spec.ts";

export async function podMessage(cri: Cri, pod: Pod): Promise<Init<PodSandbox>> {
  const { config, runtimeHandler, ips } = pod.record;
  const spec = await storedSpec(cri, pod.id);
  return {
    id: pod.id,
    name: config.metadata?.name ?? "",
    uid: config.metadata?.uid ?? "",
    namespace: config.metadata?.namespace ?? "",
    labels: config.labels,
    annotations: { ...config.annotations, ...spec?.annotations },
    runtimeHandler,
    linux: {
      podOverhead: requestedResources(config.linux?.overhead ?? null),
      podResources: requestedResources(config.linux?.resources ?? null),
      cgroupParent: config.linux?.cgroupParent ?? "",
      cgroupsPath: spec?.linux?.cgroupsPath ?? "",
      namespaces: namespacesOf(cri, pod, spec),
      resources: resourcesMessage(spec?.linux?.resources),
    },
    pid: pod.pid,
    ips: [...ips],
  };
}

/** A container that is left over by its pod. */
export function lostPodMessage(id: string): Init<PodSandbox> {
  return { id, linux: {} };
}

/** The network goes before the pod does. A pod without a process of its own holds namespaces by their paths. */
function namespacesOf(cri: Cri, pod: Pod, spec: Spec | undefined): Init<LinuxNamespace>[] {
  const all =
    spec === undefined
      ? Object.entries(holdOf(pod).shared(cri, pod)).map(([type, path = ""]) => ({ type, path }))
      : namespacesMessage(spec.linux?.namespaces ?? []);
  return all.filter(({ type, path }) => type !== "network" || (path !== "" && existsSync(path)));
}
