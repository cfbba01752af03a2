// A pod's network: a namespace of its own, connected by CNI. Source: containerd internal/cri/server/sandbox_run.go,
// setupPodNetwork and cniNamespaceOpts.
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import type { CapabilityArguments } from "../../cni/capabilities.ts";
import { addressesOf } from "../../cni/summary.ts";
import type { Scoped } from "../../context/index.ts";
import { deleteNamespace, type NamedNamespace } from "../../linux/namespaces.ts";
import { type PodSandboxConfig, Protocol } from "../../rpc/gen/cri.ts";
import type { Cri } from "../cri.ts";
import { handlerOf } from "../handler.ts";
import type { Pod } from "../store/pods.ts";

export function newNetnsPath({ settings }: Cri): string {
  return join(settings.netnsDirectory, `cni-${randomUUID()}`);
}

/** The pod's network namespace; empty for a pod in the host's network. */
export function networkNamespaces({ record }: Pod): NamedNamespace[] {
  return record.netns === "" ? [] : [{ type: "network", path: record.netns }];
}

/** Connects the pod's network namespace. Does nothing for a pod in the host's network. */
export async function connectPod(cri: Cri, ctx: Scoped, pod: Pod): Promise<void> {
  const { netns } = pod.record;
  if (netns === "") {
    return;
  }
  const attached = await cri.networks
    .of(handlerOf(cri, pod.record.runtimeHandler).name)
    .attach(
      { containerId: pod.id, netns, args: argsOf(pod), capabilities: capabilitiesOf(pod.config) },
      ctx.signal,
    );
  const results = attached.map(({ result }) => result);
  await cri.pods.update(ctx, pod, {
    ips: primaryFirst(addressesOf(results), cri.settings.cni.preference),
    cniResult: attached.map(({ raw }) => raw),
  });
}

/** Does nothing when it was done before. */
export async function disconnectPod(cri: Cri, pod: Pod): Promise<void> {
  const { netns } = pod.record;
  if (netns === "") {
    return;
  }
  await cri.cni.detach(pod.id);
  if (existsSync(netns)) {
    deleteNamespace(netns);
  }
}

/** In containerd's order for `ip_pref`: the preferred family first, or as the plugins told them. */
export function primaryFirst(addresses: readonly string[], preference: "ipv4" | "ipv6" | "cni"): string[] {
  if (preference === "cni") {
    return [...addresses];
  }
  const family = preference === "ipv6" ? 6 : 4;
  return [...addresses.filter((ip) => isIP(ip) === family), ...addresses.filter((ip) => isIP(ip) !== family)];
}

function argsOf({ id, config }: Pod): Record<string, string> {
  return {
    K8S_POD_NAMESPACE: config.metadata?.namespace ?? "",
    K8S_POD_NAME: config.metadata?.name ?? "",
    K8S_POD_INFRA_CONTAINER_ID: id,
    K8S_POD_UID: config.metadata?.uid ?? "",
    IgnoreUnknown: "1",
  };
}

function capabilitiesOf(config: PodSandboxConfig): CapabilityArguments {
  const portMappings = config.portMappings
    .filter(({ hostPort }) => hostPort > 0)
    .map(({ hostPort, containerPort, protocol, hostIp }) => ({
      hostPort,
      containerPort,
      protocol: protocolName(protocol),
      hostIP: hostIp,
    }));
  const { servers = [], searches = [], options = [] } = config.dnsConfig ?? {};
  return {
    ...(portMappings.length > 0 ? { portMappings } : {}),
    ...(config.dnsConfig === null ? {} : { dns: { servers, searches, options } }),
  };
}

function protocolName(protocol: number): "tcp" | "udp" | "sctp" {
  switch (protocol) {
    case Protocol.UDP:
      return "udp";
    case Protocol.SCTP:
      return "sctp";
    default:
      return "tcp";
  }
}
