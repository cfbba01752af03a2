// The spec of the container that holds a pod's namespaces. Source: containerd
// internal/cri/server/podsandbox/sandbox_run_linux.go.
import { join } from "node:path";
import {
  type SpecOption,
  withAnnotations,
  withCgroup,
  withHostNamespace,
  withHostname,
  withImageConfig,
  withMounts,
  withNamespace,
  withReadonlyRootfs,
} from "../../oci/spec/index.ts";
import { linuxOf, processOf, resourcesOf } from "../../oci/spec/option.ts";
import { type LinuxSandboxSecurityContext, NamespaceMode } from "../../rpc/gen/cri.ts";
import { sandboxAnnotations } from "../annotations.ts";
import type { Cri } from "../cri.ts";
import type { RuntimeHandler } from "../settings.ts";
import type { Pod } from "../store/pods.ts";
import { cgroupPath } from "./cgroup.ts";
import { podNamespaces, usesHostNetwork } from "./namespaces.ts";
import { withOomScoreAdj } from "./oom.ts";
import { passedAnnotations } from "./passed-annotations.ts";
import { withSeccomp } from "./seccomp.ts";
import { withSelinux } from "./selinux.ts";
import { podSysctls } from "./sysctls.ts";
import { withUserAndGroups } from "./user.ts";
import { withPodUserNamespace } from "./user-namespace.ts";

/** The last that the kernel kills for lack of memory. */
const oomScoreAdj = -998;
const shares = 2;

export function pauseSpec(cri: Cri, pod: Pod, image: string, handler: RuntimeHandler): SpecOption[] {
  const { config, id } = pod;
  const parent = config.linux?.cgroupParent ?? "";
  const security = config.linux?.securityContext ?? null;
  return [
    withImageConfig(),
    withoutDefaults,
    withReadonlyRootfs,
    withPodMounts(cri, pod),
    ...(parent === "" ? [] : [withCgroup(cgroupPath(parent, id))]),
    ...namespaceOptions(cri, pod),
    withSysctls(podSysctls(cri.settings, config)),
    ...(security === null ? [] : withPauseUser(security)),
    ...withSelinux(
      security?.privileged ? null : (security?.selinuxOptions ?? null),
      cri.settings.enablesSelinux,
    ),
    withOomScoreAdj(cri, oomScoreAdj),
    (spec) => {
      resourcesOf(spec).cpu = { shares };
    },
    ...withSeccomp(cri.settings.unsetSeccompProfile, security),
    withAnnotations(passedAnnotations(config.annotations, handler.podAnnotations)),
    withAnnotations(sandboxAnnotations(id, config, image)),
  ];
}

function withSysctls(sysctl: Readonly<Record<string, string>>): SpecOption {
  return (spec) => {
    if (Object.keys(sysctl).length > 0) {
      linuxOf(spec).sysctl = { ...sysctl };
    }
  };
}

/** The pause process runs as the user of the pod, and has its groups: an administrator may forbid root by them. */
function withPauseUser(security: LinuxSandboxSecurityContext): SpecOption[] {
  const { runAsUser, runAsGroup, supplementalGroups, supplementalGroupsPolicy } = security;
  const identity = { runAsUser, runAsGroup, supplementalGroups, supplementalGroupsPolicy };
  return withUserAndGroups({ ...identity, runAsUsername: "" });
}

/** Without the limits of descriptors and the /run of the default spec, which CRI's containers do not have. */
export const withoutDefaults: SpecOption = (spec) => {
  delete processOf(spec).rlimits;
  spec.mounts = (spec.mounts ?? []).filter(({ destination }) => destination !== "/run");
};

function namespaceOptions(cri: Cri, pod: Pod): SpecOption[] {
  const { config, record } = pod;
  const { pid, ipc } = podNamespaces(config);
  const network = usesHostNetwork(config)
    ? [withHostNamespace("network"), withHostNamespace("uts")]
    : [withNamespace({ type: "network", path: record.netns }), withHostname(config.hostname)];
  return [
    ...network,
    ...(pid === NamespaceMode.NODE ? [withHostNamespace("pid")] : []),
    ...(ipc === NamespaceMode.NODE ? [withHostNamespace("ipc")] : []),
    ...withPodUserNamespace(cri, pod, usesHostNetwork(config)),
  ];
}

function withPodMounts(cri: Cri, pod: Pod): SpecOption {
  const options = ["rbind", "ro", "nosuid", "nodev", "noexec"];
  const bind = (destination: string, source: string) => ({ destination, source, type: "bind", options });
  return withMounts([
    bind("/dev/shm", shmOf(cri, pod)),
    bind("/etc/resolv.conf", join(cri.podDirectory(pod.id), "resolv.conf")),
  ]);
}

export function shmOf(cri: Cri, pod: Pod): string {
  return podNamespaces(pod.config).ipc === NamespaceMode.NODE
    ? "/dev/shm"
    : join(cri.podState(pod.id), "shm");
}
