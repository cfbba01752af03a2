// User namespaces of pods: root in a container is nobody on the host. Source: containerd internal/cri/server/helpers.go,
// parseUsernsIDs; KEP-127.
import { join } from "node:path";
import { failedPrecondition, invalidArgument } from "../../errors/index.ts";
import { checkIdRange, hostIdOf, type IdMappings, type IdRange } from "../../linux/id-mapping.ts";
import { namespaceFile } from "../../linux/namespace-types.ts";
import { type SpecOption, withNamespace, withUserNamespace } from "../../oci/spec/index.ts";
import {
  type IDMapping,
  NamespaceMode,
  type NamespaceOption,
  type PodSandboxConfig,
} from "../../rpc/gen/cri.ts";
import type { Cri } from "../cri.ts";
import type { Pod } from "../store/pods.ts";

/** How the pod's ids are mapped; undefined for a pod in the host's user namespace. Invalid argument: not as they can be. */
export function podIdMappings(config: PodSandboxConfig): IdMappings | undefined {
  return idMappingsOf(config.linux?.securityContext?.namespaceOptions ?? null);
}

function idMappingsOf(options: NamespaceOption | null): IdMappings | undefined {
  const wanted = options?.usernsOptions ?? null;
  if (wanted === null) {
    return undefined;
  }
  const uids = oneRange("UID mapping", wanted.uids);
  const gids = oneRange("GID mapping", wanted.gids);
  switch (wanted.mode) {
    case NamespaceMode.NODE:
      if (uids.length > 0 || gids.length > 0) {
        throw invalidArgument("user namespace configuration: mode NODE has no mappings");
      }
      return undefined;
    case NamespaceMode.POD:
      if (hostIdOf(uids, 0) === undefined || hostIdOf(gids, 0) === undefined) {
        throw invalidArgument("user namespace configuration: mode POD needs UID and GID mappings of root");
      }
      return { uids, gids };
    default:
      throw invalidArgument(`user namespace configuration: unsupported mode ${wanted.mode}`);
  }
}

function oneRange(what: string, mappings: readonly IDMapping[]): IdRange[] {
  if (mappings.length > 1) {
    throw invalidArgument(
      `user namespace configuration: ${what}: only one mapping line supported, got ${mappings.length} mapping lines`,
    );
  }
  return idRanges(`user namespace configuration: ${what}`, mappings);
}

/** CRI's ranges as the kernel and the OCI spec have them. Invalid argument: one is empty, or no range of ids. */
export function idRanges(what: string, mappings: readonly IDMapping[]): IdRange[] {
  return mappings.map(({ containerId, hostId, length }) => {
    if (length < 1) {
      throw invalidArgument(`${what}: invalid mapping length: ${length}`);
    }
    const range = { containerID: containerId, hostID: hostId, size: length };
    checkIdRange(range);
    return range;
  });
}

/** Invalid argument: a container asks for another user namespace than its pod has. */
export function requireSameUserNamespace(pod: PodSandboxConfig, container: NamespaceOption | null): void {
  const [ofPod, own] = [podIdMappings(pod), idMappingsOf(container)].map((mappings) =>
    JSON.stringify(mappings),
  );
  if (ofPod !== own) {
    throw invalidArgument(
      `user namespace config for sandbox is different from container: ${ofPod ?? "none"}, and ${own ?? "none"}`,
    );
  }
}

/** The file that the pod's user namespace is bound to; undefined for a pod in the host's. */
export function userNamespacePath(cri: Cri, { id, config }: Pod): string | undefined {
  return podIdMappings(config) === undefined ? undefined : join(cri.podNamespaces(id), namespaceFile("user"));
}

/** Joins the pod's user namespace. Does nothing for a pod in the host's. */
export function withPodUserNamespace(cri: Cri, pod: Pod, isHostNetwork: boolean): SpecOption[] {
  const mappings = podIdMappings(pod.config);
  const path = userNamespacePath(cri, pod);
  if (mappings === undefined || path === undefined) {
    return [];
  }
  const joined = [withUserNamespace(mappings.uids, mappings.gids), withNamespace({ type: "user", path })];
  return isHostNetwork ? [...joined, withHostSysfs] : joined;
}

/** In the place of the other one, which mounts below it come after. */
const withHostSysfs: SpecOption = (spec) => {
  spec.mounts = (spec.mounts ?? []).map((mount) =>
    mount.destination === hostSysfs.destination ? hostSysfs : mount,
  );
};

/** The kernel lets nobody mount a sysfs for a network that his user namespace does not own. */
const hostSysfs = {
  destination: "/sys",
  type: "bind",
  source: "/sys",
  options: ["rbind", "rro", "nosuid", "nodev", "noexec"],
};

/** The ids on the host of ids in the pod. Failed precondition: they have none. */
export function hostOwner(mappings: IdMappings, owner: { readonly uid: number; readonly gid: number }) {
  const uid = hostIdOf(mappings.uids, owner.uid);
  const gid = hostIdOf(mappings.gids, owner.gid);
  if (uid === undefined || gid === undefined) {
    throw failedPrecondition(`user ${owner.uid}:${owner.gid} has no ids in the pod's user namespace`);
  }
  return { uid, gid };
}
