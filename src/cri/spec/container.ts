// The spec of a pod's container. Source: containerd internal/cri/server/container_create.go, buildLinuxSpec.
import { join } from "node:path";
import { invalidArgument } from "../../errors/index.ts";
import {
  type SpecOption,
  withAllDevicesAllowed,
  withAnnotations,
  withCgroup,
  withNoNewPrivileges,
  withPrivileged,
  withReadonlyRootfs,
} from "../../oci/spec/index.ts";
import { linuxOf } from "../../oci/spec/option.ts";
import type { Linux } from "../../oci/spec/types.ts";
import type { ContainerConfig, LinuxContainerSecurityContext } from "../../rpc/gen/cri.ts";
import { containerAnnotations } from "../annotations.ts";
import type { Cri } from "../cri.ts";
import type { HandlerFeatures } from "../features.ts";
import type { KnownImage } from "../images/image-index.ts";
import type { RuntimeHandler } from "../settings.ts";
import type { Pod } from "../store/pods.ts";
import { withAppArmor } from "./apparmor.ts";
import { withCapabilities } from "./capabilities.ts";
import { withCdi } from "./cdi.ts";
import { cgroupPath, withCgroupNamespace, withWritableCgroup } from "./cgroup.ts";
import { hasUnifiedCgroups } from "./controllers.ts";
import { withDevices } from "./devices.ts";
import { type WantedMount, withContainerMounts } from "./mounts.ts";
import { type SharedNamespaces, withPodNamespaces } from "./namespaces.ts";
import { withOomScoreAdj } from "./oom.ts";
import { passedAnnotations } from "./passed-annotations.ts";
import { shmOf, withoutDefaults } from "./pause.ts";
import { withImageDefaults, withProcess } from "./process.ts";
import { withResources } from "./resources.ts";
import { withSeccomp } from "./seccomp.ts";
import { withSelinux } from "./selinux.ts";
import { withUserAndGroups } from "./user.ts";
import { podIdMappings } from "./user-namespace.ts";

export interface ContainerSpecInput {
  readonly id: string;
  readonly pod: Pod;
  readonly config: ContainerConfig;
  readonly image: KnownImage;
  readonly imageName: string;
  readonly handler: RuntimeHandler;
  readonly features: () => Promise<HandlerFeatures>;
  /** Those of the pod. */
  readonly namespaces: SharedNamespaces;
  /** kubelet's mounts, those of images as paths of the host. */
  readonly mounts: readonly WantedMount[];
  /** Volumes that the image declares. */
  readonly volumes: readonly WantedMount[];
}

/**
 * The order matters: what is privileged lifts what was set before, the filter is made for the capabilities, and CDI's devices belong to
 * the user.
 */
export function containerSpec(cri: Cri, input: ContainerSpecInput): SpecOption[] {
  const { pod, config, image } = input;
  const security = config.linux?.securityContext ?? null;
  const podSecurity = pod.config.linux?.securityContext ?? null;
  const selinux = security?.selinuxOptions ?? podSecurity?.selinuxOptions ?? null;
  const own = [...input.volumes, ...podMounts(cri, pod, security)];
  return [
    withImageDefaults,
    withoutDefaults,
    ...withProcess(config, image, pod.config.hostname),
    ...withCgroupNamespace(security?.privileged ?? false),
    withContainerMounts(input.mounts, own, input.features),
    ...(input.handler.cgroupWritable && hasUnifiedCgroups ? [withWritableCgroup] : []),
    ...withProcPaths(cri, security),
    ...withDevices(config.devices, {
      owner: cri.settings.ownsDevicesAsUser ? security : null,
      inUserNamespace: podIdMappings(pod.config) !== undefined,
    }),
    ...(security?.capabilities == null ? [] : [withCapabilities(security.capabilities)]),
    ...privilegesOf(input, security),
    ...withSelinux(security?.privileged ? null : selinux, cri.settings.enablesSelinux),
    withNoNewPrivileges(security?.noNewPrivs ?? false),
    ...(security?.readonlyRootfs ? [withReadonlyRootfs] : []),
    ...limitsOf(cri, input),
    ...withPodNamespaces(cri, pod, input.namespaces, security),
    ...(security === null ? [] : withUserAndGroups(security)),
    ...(cri.settings.disablesApparmor ? [] : withAppArmor(security)),
    ...withSeccomp(cri.settings.unsetSeccompProfile, security),
    ...withCdi(cri.cdi, config),
    ...annotationsOf(input),
  ];
}

function privilegesOf(
  { pod, handler }: ContainerSpecInput,
  security: LinuxContainerSecurityContext | null,
): SpecOption[] {
  if (!security?.privileged) {
    return [];
  }
  if (!pod.config.linux?.securityContext?.privileged) {
    throw invalidArgument(`no privileged container allowed in sandbox ${pod.id}`);
  }
  const { privilegedWithoutHostDevices, privilegedWithAllDevicesAllowed } = handler;
  return [
    withPrivileged({ hostDevices: !privilegedWithoutHostDevices }),
    ...(privilegedWithoutHostDevices && privilegedWithAllDevicesAllowed ? [withAllDevicesAllowed] : []),
  ];
}

function limitsOf(cri: Cri, { id, pod, config }: ContainerSpecInput): SpecOption[] {
  const resources = config.linux?.resources ?? null;
  const parent = pod.config.linux?.cgroupParent ?? "";
  return [
    ...withResources(resources, cri.settings),
    ...(parent === "" ? [] : [withCgroup(cgroupPath(parent, id))]),
    ...(resources === null ? [] : [withOomScoreAdj(cri, Number(resources.oomScoreAdj))]),
  ];
}

/** Those that kubelet sends. Without it nothing is hidden, unless the configuration keeps the defaults. */
function withProcPaths({ settings }: Cri, security: LinuxContainerSecurityContext | null): SpecOption[] {
  if (settings.disablesProcMount) {
    return [];
  }
  return [
    (spec) => {
      const { maskedPaths, readonlyPaths, ...linux } = linuxOf(spec);
      spec.linux = { ...linux, ...procPaths(security) };
    },
  ];
}

function procPaths(
  security: LinuxContainerSecurityContext | null,
): Pick<Linux, "maskedPaths" | "readonlyPaths"> {
  const { maskedPaths = [], readonlyPaths = [] } = security ?? {};
  return {
    ...(maskedPaths.length === 0 ? {} : { maskedPaths: [...maskedPaths] }),
    ...(readonlyPaths.length === 0 ? {} : { readonlyPaths: [...readonlyPaths] }),
  };
}

/** The pod's files and its /dev/shm. */
function podMounts(cri: Cri, pod: Pod, security: LinuxContainerSecurityContext | null): WantedMount[] {
  const readonly = security?.readonlyRootfs ?? false;
  const file = (name: string): WantedMount => ({
    containerPath: `/etc/${name}`,
    hostPath: join(cri.podDirectory(pod.id), name),
    readonly,
    ...ownMappings(pod),
  });
  const shm = { containerPath: "/dev/shm", hostPath: shmOf(cri, pod), readonly: false };
  return [...["hostname", "hosts", "resolv.conf"].map(file), shm];
}

/** Files of CRI's own, which belong to the host's root, belong to the container's. */
export function ownMappings({ config }: Pod): Pick<WantedMount, "uidMappings" | "gidMappings"> {
  const { uids = [], gids = [] } = config.linux?.securityContext?.namespaceOptions?.usernsOptions ?? {};
  return { uidMappings: uids, gidMappings: gids };
}

function annotationsOf({ pod, config, handler, imageName }: ContainerSpecInput): SpecOption[] {
  return [
    withAnnotations(passedAnnotations(pod.config.annotations, handler.podAnnotations)),
    withAnnotations(passedAnnotations(config.annotations, handler.containerAnnotations)),
    withAnnotations(containerAnnotations(pod.id, pod.config, config.metadata?.name ?? "", imageName)),
  ];
}
