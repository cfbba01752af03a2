// The spec of a pod's container. Source: containerd internal/cri/server/container_create.go, buildLinuxSpec.
import { join } from "node:path";
import { invalidArgument } from "../../errors/index.ts";
import {
  type SpecMount,
  type SpecOption,
  withAnnotations,
  withArgs,
  withCgroup,
  withCwd,
  withDefaultSeccomp,
  withEnv,
  withHostNamespace,
  withImageConfig,
  withMounts,
  withNamespace,
  withPrivileged,
  withReadonlyRootfs,
  withTerminal,
} from "../../oci/spec/index.ts";
import { linuxOf, processOf } from "../../oci/spec/option.ts";
import {
  type ContainerConfig,
  type LinuxContainerSecurityContext,
  MountPropagation,
  NamespaceMode,
} from "../../rpc/gen/cri.ts";
import { containerAnnotations } from "../annotations.ts";
import type { Cri } from "../cri.ts";
import type { KnownImage } from "../images/image-index.ts";
import type { Pod } from "../store/pods.ts";
import { cgroupPath } from "./cgroup.ts";
import { podNamespaces, usesHostNetwork } from "./namespaces.ts";
import { oomScoreAdjOf, shmOf, withoutMount } from "./pause.ts";
import { withResources } from "./resources.ts";
import { withSecurity } from "./security.ts";

export interface ContainerSpecInput {
  readonly id: string;
  readonly pod: Pod;
  readonly config: ContainerConfig;
  readonly image: KnownImage;
  readonly imageName: string;
}

export function containerSpec(cri: Cri, input: ContainerSpecInput): SpecOption[] {
  const { id, pod, config } = input;
  const security = config.linux?.securityContext ?? null;
  const parent = pod.config.linux?.cgroupParent ?? "";
  return [
    withImageConfig(),
    withCommand(input),
    ...(config.tty ? [withTerminal] : []),
    withoutMount("/run"),
    // kubelet sends the paths that it wants hidden; without it nothing is.
    withProcPaths(cri, security),
    ...(config.workingDir === "" ? [] : [withCwd(config.workingDir)]),
    withEnv(...environmentOf(input)),
    ...(security?.privileged ? [withPrivileged()] : []),
    ...(security?.readonlyRootfs ? [withReadonlyRootfs] : []),
    withMounts(podMounts(cri, pod, security)),
    withMounts(config.mounts.map(mountOf)),
    ...(parent === "" ? [] : [withCgroup(cgroupPath(parent, id))]),
    ...namespacesOf(cri, pod, security),
    ...withSecurity(cri, security),
    ...withResources(config.linux?.resources ?? null),
    ...(security?.privileged ? [] : [withDefaultSeccomp]),
    (spec) => {
      processOf(spec).oomScoreAdj = oomScoreAdjOf(cri, Number(config.linux?.resources?.oomScoreAdj ?? 0n));
    },
    withAnnotations(containerAnnotations(pod.id, pod.config, config.metadata?.name ?? "", input.imageName)),
  ];
}

/** `command` replaces the image's entrypoint and its arguments with it; `args` alone replace the arguments. */
function withCommand({ config, image }: ContainerSpecInput): SpecOption {
  const { command, args } = config;
  const entrypoint = command.length > 0 ? command : (image.config.Entrypoint ?? []);
  const rest = command.length > 0 || args.length > 0 ? args : (image.config.Cmd ?? []);
  const whole = [...entrypoint, ...rest];
  if (whole.length === 0) {
    throw invalidArgument(`no command specified: neither the container nor image ${image.id} has one`);
  }
  return withArgs(...whole);
}

function environmentOf({ config, pod }: ContainerSpecInput): string[] {
  const hostname = pod.config.hostname === "" ? [] : [`HOSTNAME=${pod.config.hostname}`];
  const terminal = config.tty ? ["TERM=xterm"] : [];
  return [...terminal, ...hostname, ...config.envs.map(({ key, value }) => `${key}=${value}`)];
}

function withProcPaths(_cri: Cri, security: LinuxContainerSecurityContext | null): SpecOption {
  return (spec) => {
    const linux = linuxOf(spec);
    linux.maskedPaths = [...(security?.maskedPaths ?? [])];
    linux.readonlyPaths = [...(security?.readonlyPaths ?? [])];
  };
}

/** The pod's files, where the container does not bring its own. */
function podMounts(cri: Cri, pod: Pod, security: LinuxContainerSecurityContext | null): SpecMount[] {
  const mode = security?.readonlyRootfs ? "ro" : "rw";
  const bind = (destination: string, source: string, option: string): SpecMount => ({
    destination,
    source,
    type: "bind",
    options: ["rbind", "rprivate", option],
  });
  const file = (name: string): string => join(cri.podDirectory(pod.id), name);
  return [
    bind("/etc/hostname", file("hostname"), mode),
    bind("/etc/hosts", file("hosts"), mode),
    bind("/etc/resolv.conf", file("resolv.conf"), mode),
    bind("/dev/shm", shmOf(cri, pod), "rw"),
  ];
}

function mountOf(mount: ContainerConfig["mounts"][number]): SpecMount {
  return {
    destination: mount.containerPath,
    source: mount.hostPath,
    type: "bind",
    options: ["rbind", propagationOf(mount.propagation), mount.readonly ? "ro" : "rw"],
  };
}

function propagationOf(propagation: number): string {
  switch (propagation) {
    case MountPropagation.PROPAGATION_BIDIRECTIONAL:
      return "rshared";
    case MountPropagation.PROPAGATION_HOST_TO_CONTAINER:
      return "rslave";
    default:
      return "rprivate";
  }
}

function namespacesOf(cri: Cri, pod: Pod, security: LinuxContainerSecurityContext | null): SpecOption[] {
  const shared = podNamespaces(pod.config);
  const pid = security?.namespaceOptions?.pid ?? shared.pid;
  const of = (name: string): string => `/proc/${pod.pid}/ns/${name}`;
  return [
    usesHostNetwork(pod.config)
      ? withHostNamespace("network")
      : withNamespace({ type: "network", path: of("net") }),
    usesHostNetwork(pod.config) ? withHostNamespace("uts") : withNamespace({ type: "uts", path: of("uts") }),
    shared.ipc === NamespaceMode.NODE
      ? withHostNamespace("ipc")
      : withNamespace({ type: "ipc", path: of("ipc") }),
    ...pidNamespace(cri, pid, of("pid"), security?.namespaceOptions?.targetId ?? ""),
  ];
}

function pidNamespace(cri: Cri, mode: number, ofPod: string, target: string): SpecOption[] {
  switch (mode) {
    case NamespaceMode.NODE:
      return [withHostNamespace("pid")];
    case NamespaceMode.POD:
      return [withNamespace({ type: "pid", path: ofPod })];
    case NamespaceMode.TARGET: {
      const { status } = cri.containers.index.get(target);
      return [withNamespace({ type: "pid", path: `/proc/${status.pid}/ns/pid` })];
    }
    default:
      return [];
  }
}
