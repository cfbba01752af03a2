// A container as plugins see it. Source: containerd internal/cri/nri/nri_api_linux.go, criContainer.
import type { Spec } from "../../oci/spec/index.ts";
import { ContainerState as CriState } from "../../rpc/gen/cri.ts";
import { type Container, ContainerState, type LinuxContainer } from "../../rpc/gen/nri.ts";
import type { Init } from "../../rpc/message.ts";
import { kindLabel } from "../annotations.ts";
import type { Cri } from "../cri.ts";
import type { ContainerRecord, PodContainer } from "../store/containers.ts";
import { type ContainerStatus, newStatus, stateOf } from "../store/status.ts";
import { optional, resourcesMessage } from "./resources.ts";
import {
  devicesMessage,
  hooksMessage,
  ioPriorityMessage,
  mountsMessage,
  namespacesMessage,
  rdtMessage,
  rlimitsMessage,
  schedulerMessage,
  seccompMessage,
} from "./spec-messages.ts";
import { storedSpec } from "./stored-spec.ts";

const states: Readonly<Record<number, number>> = {
  [CriState.CONTAINER_CREATED]: ContainerState.CONTAINER_CREATED,
  [CriState.CONTAINER_RUNNING]: ContainerState.CONTAINER_RUNNING,
  [CriState.CONTAINER_EXITED]: ContainerState.CONTAINER_STOPPED,
};

/** `pid` is that of a process that is not noted yet. */
export async function containerMessage(
  cri: Cri,
  { record, status }: PodContainer,
  pid = status.pid,
): Promise<Init<Container>> {
  return messageOf(record, { ...status, pid }, (await storedSpec(cri, record.id)) ?? { ociVersion: "" });
}

/** A container that is being made. */
export function newContainerMessage(record: ContainerRecord, spec: Spec): Init<Container> {
  return messageOf(record, newStatus, spec);
}

function messageOf(record: ContainerRecord, status: ContainerStatus, spec: Spec): Init<Container> {
  const { config } = record;
  const { process } = spec;
  return {
    id: record.id,
    podSandboxId: record.podId,
    name: config.metadata?.name ?? "",
    labels: { ...config.labels, [kindLabel]: "container" },
    annotations: { ...spec.annotations, ...config.annotations },
    args: process?.args ?? [],
    env: process?.env ?? [],
    mounts: mountsMessage(spec.mounts ?? []),
    hooks: hooksMessage(spec.hooks),
    linux: linuxMessage(record, spec),
    rlimits: rlimitsMessage(process?.rlimits ?? []),
    CDIDevices: config.CDIDevices,
    user: process === undefined ? null : { additionalGids: [], ...process.user },
    image: { name: record.imageName, digest: record.imageDigest, configDigest: record.imageId },
    ...lifeOf(status),
  };
}

function lifeOf(status: ContainerStatus): Init<Container> {
  const { pid, createdAt, startedAt, finishedAt, exitCode, reason, message } = status;
  return {
    state: states[stateOf(status)] ?? ContainerState.CONTAINER_UNKNOWN,
    ...{ pid, createdAt, startedAt, finishedAt, exitCode },
    statusReason: reason || reasonOf(status),
    statusMessage: message,
  };
}

function reasonOf({ finishedAt, exitCode }: ContainerStatus): string {
  return finishedAt === 0n ? "" : exitCode === 0 ? "Completed" : "Error";
}

function linuxMessage({ config }: ContainerRecord, { linux = {}, process }: Spec): Init<LinuxContainer> {
  const profile = config.linux?.securityContext?.seccomp ?? null;
  return {
    namespaces: namespacesMessage(linux.namespaces ?? []),
    devices: devicesMessage(linux.devices ?? []),
    resources: resourcesMessage(linux.resources),
    oomScoreAdj: optional(process?.oomScoreAdj),
    cgroupsPath: linux.cgroupsPath ?? "",
    ioPriority: ioPriorityMessage(process?.ioPriority),
    seccompProfile:
      profile === null ? null : { profileType: profile.profileType, localhostRef: profile.localhostRef },
    seccompPolicy: seccompMessage(linux.seccomp),
    sysctl: linux.sysctl ?? {},
    netDevices: linux.netDevices ?? {},
    scheduler: schedulerMessage(process?.scheduler),
    rdt: rdtMessage(linux.intelRdt),
  };
}
