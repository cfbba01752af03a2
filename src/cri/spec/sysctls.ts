// Kernel parameters of a pod. kubelet checks them before it sends them; whoever else calls has to get them right, too.
import { invalidArgument } from "../../errors/index.ts";
import type { NamespaceType } from "../../linux/namespace-types.ts";
import { dottedSysctl } from "../../linux/sysctl.ts";
import { NamespaceMode, type PodSandboxConfig } from "../../rpc/gen/cri.ts";
import type { RuntimeSettings } from "../settings.ts";
import { podNamespaces, usesHostNetwork } from "./namespaces.ts";
import { podIdMappings } from "./user-namespace.ts";

/** As Kubernetes has it: parts of small letters, digits, hyphens and underscores, between dots or slashes. */
const namePattern = /^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:[./][a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*$/;

/** Besides those that begin with `fs.mqueue.`. */
const ipcNames = new Set(
  ["msgmax", "msgmnb", "msgmni", "sem", "shmall", "shmmax", "shmmni", "shm_rmid_forced"].map(
    (name) => `kernel.${name}`,
  ),
);

/**
 * Invalid argument: a name that is none, which could lead out of /proc/sys; a value with a control character or a `+`, which some
 * runtimes took as the start of a second parameter (CVE-2022-0811); or a parameter that the pod shares with the host.
 */
export function checkSysctls(config: PodSandboxConfig): void {
  for (const [name, value] of Object.entries(config.linux?.sysctls ?? {})) {
    if (!namePattern.test(name)) {
      throw invalidArgument(`sysctl ${JSON.stringify(name)}: not a name of a kernel parameter`);
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    if (/[\u0000-\u0008\u000a-\u001f+]/.test(value)) {
      throw invalidArgument(
        `sysctl ${name}: value ${JSON.stringify(value)} has a character that no parameter has`,
      );
    }
    requireOwn(name, config);
  }
}

/** Source: runc libcontainer/configs/validate/validator.go, sysctl. */
function requireOwn(name: string, config: PodSandboxConfig): void {
  const type = namespaceOfSysctl(name);
  if (type === undefined) {
    throw invalidArgument(`sysctl ${name}: no namespace of a pod has a value of its own of it`);
  }
  const isHosts = type === "ipc" ? podNamespaces(config).ipc === NamespaceMode.NODE : usesHostNetwork(config);
  if (isHosts) {
    throw invalidArgument(`sysctl ${name}: the pod is in the host's ${type} namespace`);
  }
}

/** The namespaces that have values of their own of a parameter; undefined: none, or none that a pod may change. */
export function namespaceOfSysctl(name: string): NamespaceType | undefined {
  const dotted = dottedSysctl(name);
  if (ipcNames.has(dotted) || dotted.startsWith("fs.mqueue.")) {
    return "ipc";
  }
  if (dotted.startsWith("net.")) {
    return "network";
  }
  return dotted === "kernel.domainname" ? "uts" : undefined;
}

/** The parameters of a pod: those that it asks for, and what lets processes without privileges ping and listen on all ports. */
export function podSysctls(
  settings: Pick<RuntimeSettings, "enablesUnprivilegedPorts" | "enablesUnprivilegedIcmp">,
  config: PodSandboxConfig,
): Record<string, string> {
  const asked = { ...config.linux?.sysctls };
  if (usesHostNetwork(config)) {
    return asked;
  }
  return {
    ...(settings.enablesUnprivilegedPorts ? { "net.ipv4.ip_unprivileged_port_start": "0" } : {}),
    ...(settings.enablesUnprivilegedIcmp && podIdMappings(config) === undefined
      ? { "net.ipv4.ping_group_range": "0 2147483647" }
      : {}),
    ...asked,
  };
}
