// What a pod asks of its network's plugins. Source: containerd internal/cri/server/sandbox_run.go, cniNamespaceOpts, and
// internal/cri/bandwidth.
import type { Bandwidth, CapabilityArguments } from "../../cni/capabilities.ts";
import { invalidArgument } from "../../errors/index.ts";
import { type PodSandboxConfig, Protocol } from "../../rpc/gen/cri.ts";
import { parseQuantity } from "./quantity.ts";

/** CNI_ARGS of a pod. */
export function pluginArgs(id: string, { metadata }: PodSandboxConfig): Record<string, string> {
  return {
    K8S_POD_NAMESPACE: metadata?.namespace ?? "",
    K8S_POD_NAME: metadata?.name ?? "",
    K8S_POD_INFRA_CONTAINER_ID: id,
    K8S_POD_UID: metadata?.uid ?? "",
    IgnoreUnknown: "1",
  };
}

/** Invalid argument: an annotation limits the traffic in a way that nobody could mean. */
export function pluginCapabilities(config: PodSandboxConfig): CapabilityArguments {
  const { annotations, dnsConfig, linux } = config;
  const portMappings = portMappingsOf(config);
  const bandwidth = bandwidthOf(annotations);
  const { servers = [], searches = [], options = [] } = dnsConfig ?? {};
  return {
    "io.kubernetes.cri.pod-annotations": annotations,
    ...(portMappings.length > 0 ? { portMappings } : {}),
    ...(bandwidth === undefined ? {} : { bandwidth }),
    ...(dnsConfig === null ? {} : { dns: { servers, searches, options } }),
    ...(linux === null || linux.cgroupParent === "" ? {} : { cgroupPath: linux.cgroupParent }),
  };
}

function portMappingsOf({ portMappings }: PodSandboxConfig) {
  return portMappings
    .filter(({ hostPort }) => hostPort > 0)
    .map(({ hostPort, containerPort, protocol, hostIp }) => ({
      hostPort,
      containerPort,
      protocol: protocolName(protocol),
      hostIP: hostIp,
    }));
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

/** Bits that may come at once, where only a rate is asked for. */
const burst = 2 ** 32 - 1;

/** Undefined when no limit is asked for. */
function bandwidthOf(annotations: Readonly<Record<string, string>>): Bandwidth | undefined {
  const ingressRate = rateOf(annotations, "kubernetes.io/ingress-bandwidth");
  const egressRate = rateOf(annotations, "kubernetes.io/egress-bandwidth");
  if (ingressRate === undefined && egressRate === undefined) {
    return undefined;
  }
  return {
    ...(ingressRate === undefined ? {} : { ingressRate, ingressBurst: burst }),
    ...(egressRate === undefined ? {} : { egressRate, egressBurst: burst }),
  };
}

const smallestRate = 1000n;
const largestRate = 10n ** 15n;

/** In bits per second. */
function rateOf(annotations: Readonly<Record<string, string>>, name: string): number | undefined {
  const text = annotations[name];
  if (text === undefined) {
    return undefined;
  }
  try {
    const rate = parseQuantity(text);
    if (rate < smallestRate || rate > largestRate) {
      throw invalidArgument(`${JSON.stringify(text)} is not between 1k and 1P bits per second`);
    }
    return Number(rate);
  } catch (cause) {
    throw new Error(`annotation ${name}`, { cause });
  }
}
