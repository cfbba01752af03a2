// The spec of the container that holds a pod's namespaces. Source: containerd
// internal/cri/server/podsandbox/sandbox_run_linux.go.
import { join } from "node:path";
import {
  defaultSeccomp,
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
import { NamespaceMode } from "../../rpc/gen/cri.ts";
import { sandboxAnnotations } from "../annotations.ts";
import type { Cri } from "../cri.ts";
import type { Pod } from "../store/pods.ts";
import { cgroupPath } from "./cgroup.ts";
import { podNamespaces, usesHostNetwork } from "./namespaces.ts";

/** The last that the kernel kills for lack of memory. */
const oomScoreAdj = -998;
const shares = 2;

export function pauseSpec(cri: Cri, pod: Pod, image: string): SpecOption[] {
  const { config, id } = pod;
  const parent = config.linux?.cgroupParent ?? "";
  return [
    withImageConfig(),
    withReadonlyRootfs,
    withoutMount("/run"),
    withPodMounts(cri, pod),
    ...(parent === "" ? [] : [withCgroup(cgroupPath(parent, id))]),
    ...namespaceOptions(pod),
    withSysctls(cri, pod),
    (spec) => {
      const process = processOf(spec);
      process.oomScoreAdj = oomScoreAdjOf(cri, oomScoreAdj);
      resourcesOf(spec).cpu = { shares };
      linuxOf(spec).seccomp = defaultSeccomp(process.capabilities?.bounding ?? []);
    },
    withAnnotations(sandboxAnnotations(id, config, image)),
  ];
}

function namespaceOptions({ config, record }: Pod): SpecOption[] {
  const { pid, ipc } = podNamespaces(config);
  const network = usesHostNetwork(config)
    ? [withHostNamespace("network"), withHostNamespace("uts")]
    : [withNamespace({ type: "network", path: record.netns }), withHostname(config.hostname)];
  return [
    ...network,
    ...(pid === NamespaceMode.NODE ? [withHostNamespace("pid")] : []),
    ...(ipc === NamespaceMode.NODE ? [withHostNamespace("ipc")] : []),
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

export function withoutMount(destination: string): SpecOption {
  return (spec) => {
    spec.mounts = (spec.mounts ?? []).filter((mount) => mount.destination !== destination);
  };
}

function withSysctls({ settings }: Cri, { config }: Pod): SpecOption {
  return (spec) => {
    const sysctl = { ...config.linux?.sysctls };
    if (!usesHostNetwork(config)) {
      if (settings.enablesUnprivilegedPorts) {
        sysctl["net.ipv4.ip_unprivileged_port_start"] ??= "0";
      }
      if (settings.enablesUnprivilegedIcmp) {
        sysctl["net.ipv4.ping_group_range"] ??= "0 2147483647";
      }
    }
    linuxOf(spec).sysctl = sysctl;
  };
}

/** Not below the daemon's own where the configuration says that it may not be lowered. */
export function oomScoreAdjOf({ settings, ownOomScoreAdj }: Cri, wanted: number): number {
  return settings.restrictsOomScoreAdj ? Math.max(wanted, ownOomScoreAdj) : wanted;
}
