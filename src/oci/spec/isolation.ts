// Options for what a container shares with its host: namespaces, host name, mounts, root filesystem and cgroup.
import { posix } from "node:path";
import { linuxOf, type SpecOption } from "./option.ts";
import type { IdMapping, LinuxNamespace, NamespaceType, SpecMount } from "./types.ts";

/** Makes the container share the host's namespace of this type. */
export function withHostNamespace(type: NamespaceType): SpecOption {
  return (spec) => {
    const linux = linuxOf(spec);
    linux.namespaces = (linux.namespaces ?? []).filter((namespace) => namespace.type !== type);
  };
}

/** Makes the container join the namespace at a path, or gives it a new one if there is no path. The order of the types stays. */
export function withNamespace(namespace: LinuxNamespace): SpecOption {
  return (spec) => {
    const linux = linuxOf(spec);
    const before = linux.namespaces ?? [];
    const isThere = before.some(({ type }) => type === namespace.type);
    linux.namespaces = isThere
      ? before.map((one) => (one.type === namespace.type ? namespace : one))
      : [...before, namespace];
  };
}

/** Gives the container a user namespace, which maps its ids to other ids of the host. */
export function withUserNamespace(uids: readonly IdMapping[], gids: readonly IdMapping[]): SpecOption {
  return async (spec, given) => {
    await withNamespace({ type: "user" })(spec, given);
    const linux = linuxOf(spec);
    linux.uidMappings = [...uids];
    linux.gidMappings = [...gids];
  };
}

const bindReadonly = (path: string): SpecMount => ({
  destination: path,
  type: "bind",
  source: path,
  options: ["rbind", "ro"],
});

/** Makes the container share the host's network, and mounts the host's hosts file and resolv.conf. */
export const withHostNetwork: SpecOption = async (spec, given) => {
  await withHostNamespace("network")(spec, given);
  spec.mounts = [...(spec.mounts ?? []), bindReadonly("/etc/hosts"), bindReadonly("/etc/resolv.conf")];
};

/** Sets the host name. The container must have its own UTS namespace, which is the default. */
export function withHostname(name: string): SpecOption {
  return (spec) => {
    spec.hostname = name;
  };
}

/** Adds mounts. A mount replaces an earlier one with the same destination. */
export function withMounts(mounts: readonly SpecMount[]): SpecOption {
  return (spec) => {
    const taken = new Set(mounts.map((mount) => mount.destination));
    const others = (spec.mounts ?? []).filter((mount) => !taken.has(mount.destination));
    spec.mounts = [...others, ...mounts];
  };
}

/** How deep below the root a mount is. In the order of their depth none of several mounts hides another. */
export function mountDepth(path: string): number {
  const parts = posix.normalize(path).split("/");
  return parts.filter((part) => part !== "").length;
}

/** Makes the root filesystem read-only in the container. The snapshot stays writable, so that the runtime can make mount points. */
export const withReadonlyRootfs: SpecOption = (spec) => {
  spec.root = { path: "rootfs", ...spec.root, readonly: true };
};

/** Uses a directory of the host as root filesystem, in place of a snapshot. */
export function withRootfsPath(path: string): SpecOption {
  return (spec) => {
    spec.root = { ...spec.root, path };
  };
}

/** Sets the path of the container's cgroup. With an empty path it gets none of its own. */
export function withCgroup(path: string): SpecOption {
  return (spec) => {
    linuxOf(spec).cgroupsPath = path;
  };
}

/** Adds annotations. */
export function withAnnotations(annotations: Readonly<Record<string, string>>): SpecOption {
  return (spec) => {
    if (Object.keys(annotations).length > 0) {
      spec.annotations = { ...spec.annotations, ...annotations };
    }
  };
}
