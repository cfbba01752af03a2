// What kubelet is set up with: its configuration file, and the flags that older kubeadm gave it.
// Source: k8s.io/kubelet/config/v1beta1, KubeletConfiguration; kubeadm's kubeadm-flags.env.
import { readShape, shape } from "../core/shape.ts";
import { invalidArgument } from "../errors/index.ts";
import type { Host } from "./host.ts";

export const kubeletConfigPath = "/var/lib/kubelet/config.yaml";
const flagsPath = "/var/lib/kubelet/kubeadm-flags.env";

const configShape = shape.object({
  containerRuntimeEndpoint: shape.or(shape.text, ""),
  cgroupDriver: shape.or(shape.text, ""),
  failSwapOn: shape.or(shape.flag, true),
  failCgroupV1: shape.optional(shape.flag),
});

/** How kubelet is set up, as far as it concerns the runtime. */
export interface Kubelet {
  /** The runtime's socket, with `unix://`; empty: it is not said. */
  readonly endpoint: string;
  /** `systemd` or `cgroupfs`; empty: kubelet asks the runtime. */
  readonly cgroupDriver: string;
  readonly failSwapOn: boolean;
  /** Undefined: what this release of kubelet does by default. */
  readonly failCgroupV1: boolean | undefined;
}

/** Undefined: kubelet is not set up on this host. Invalid argument: its configuration is no such thing. */
export function readKubelet(host: Host): Kubelet | undefined {
  const text = host.read(kubeletConfigPath);
  if (text === undefined) {
    return undefined;
  }
  const config = readShape(configShape, parseYaml(text) ?? {}, kubeletConfigPath);
  const flag = /--container-runtime-endpoint[= ]([^\s"']+)/.exec(host.read(flagsPath) ?? "")?.[1];
  const { containerRuntimeEndpoint, ...rest } = config;
  // A flag beats the file.
  return { ...rest, endpoint: flag ?? containerRuntimeEndpoint };
}

function parseYaml(text: string): unknown {
  try {
    return Bun.YAML.parse(text);
  } catch (cause) {
    throw invalidArgument(`${kubeletConfigPath}: not YAML`, { cause });
  }
}
