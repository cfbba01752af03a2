// What a container shares with its host: namespaces, names, the root filesystem, cgroup.
import { linuxOf, type SpecOption } from "./option.ts";
import type { IdMapping, Namespace, NamespaceType, SpecMount } from "./types.ts";

/** Shares the host's namespace of this type. */
export function withHostNamespace(type: NamespaceType): SpecOption {
  return (spec) => {
    const linux = linuxOf(spec);
    linux.namespaces = (linux.namespaces ?? []).filter((namespace) => namespace.type !== type);
  };
}

/** Joins an existing namespace, or has its own of a type that containers do not have by default. */
export function withNamespace(namespace: Namespace): SpecOption {
  return async (spec, given) => {
    await withHostNamespace(namespace.type)(spec, given);
    linuxOf(spec).namespaces?.push(namespace);
  };
}

/** Ids of the container as other ids of the host. */
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

/** The host's network, with its names: hosts file and resolver are the host's too. */
export const withHostNetwork: SpecOption = async (spec, given) => {
  await withHostNamespace("network")(spec, given);
  spec.mounts = [...(spec.mounts ?? []), bindReadonly("/etc/hosts"), bindReadonly("/etc/resolv.conf")];
};

/** Needs a UTS namespace of its own, which containers have by default. */
export function withHostname(name: string): SpecOption {
  return (spec) => {
    spec.hostname = name;
  };
}

/** Adds mounts; one at a destination that is taken replaces the earlier one. */
export function withMounts(mounts: readonly SpecMount[]): SpecOption {
  return (spec) => {
    const taken = new Set(mounts.map((mount) => mount.destination));
    const kept = (spec.mounts ?? []).filter((mount) => !taken.has(mount.destination));
    spec.mounts = [...kept, ...mounts];
  };
}

/** The runtime makes its mount points first: the snapshot stays writable. */
export const withReadonlyRootfs: SpecOption = (spec) => {
  spec.root = { path: "rootfs", ...spec.root, readonly: true };
};

/** A directory of the host as root filesystem, in place of a snapshot. */
export function withRootfsPath(path: string): SpecOption {
  return (spec) => {
    spec.root = { ...spec.root, path };
  };
}

/** Empty: no cgroup of its own. */
export function withCgroup(path: string): SpecOption {
  return (spec) => {
    linuxOf(spec).cgroupsPath = path;
  };
}

/** Adds to those there are. */
export function withAnnotations(annotations: Readonly<Record<string, string>>): SpecOption {
  return (spec) => {
    if (Object.keys(annotations).length > 0) {
      spec.annotations = { ...spec.annotations, ...annotations };
    }
  };
}
