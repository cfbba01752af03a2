import { NamespaceMode, type PodSandboxConfig } from "../rpc/gen/cri.ts";
import type { Cri } from "./cri.ts";
import type { RuntimeHandler } from "./settings.ts";

/** The runtime of a RuntimeClass; an empty name is the default one. An error when none is configured under that name. */
export function handlerOf({ settings }: Cri, name: string): RuntimeHandler {
  const wanted = name === "" ? settings.defaultRuntime : name;
  const handler = settings.handlers.get(wanted);
  if (handler === undefined) {
    throw new Error(`no runtime for ${JSON.stringify(wanted)} is configured`);
  }
  return handler;
}

const untrustedAnnotation = "io.kubernetes.cri.untrusted-workload";
const untrustedHandler = "untrusted";

/**
 * Name of the handler of a new pod: the one that kubelet asks for, or `untrusted` for a pod whose annotation says that it is. An error
 * when such a pod asks for another handler, or for namespaces of the host. Source: containerd internal/cri/config/config.go,
 * GetSandboxRuntime.
 */
export function handlerNameOf(config: PodSandboxConfig, asked: string): string {
  if (config.annotations[untrustedAnnotation] !== "true") {
    return asked;
  }
  if (asked !== "" && asked !== untrustedHandler) {
    throw new Error("untrusted workload with explicit runtime handler is not allowed");
  }
  const options = config.linux?.securityContext?.namespaceOptions;
  if ([options?.network, options?.pid, options?.ipc].includes(NamespaceMode.NODE)) {
    throw new Error("untrusted workload with host access is not allowed");
  }
  return untrustedHandler;
}
