// What is mounted in a container: kubelet's volumes, the pod's files and the volumes of the image. Source: containerd
// internal/cri/opts/spec_linux_opts.go, withMounts, and internal/cri/server/container_create.go, linuxContainerMounts.
import { mkdir, realpath, stat } from "node:fs/promises";
import { posix } from "node:path";
import { errnoOf, failedPrecondition, invalidArgument } from "../../errors/index.ts";
import { mountOf } from "../../linux/mount-info.ts";
import { mountDepth, type Spec, type SpecMount, type SpecOption } from "../../oci/spec/index.ts";
import { linuxOf } from "../../oci/spec/option.ts";
import { type Mount, MountPropagation } from "../../rpc/gen/cri.ts";
import type { HandlerFeatures } from "../features.ts";
import { type Propagation, requirePropagation, setRootPropagation } from "./propagation.ts";
import { idRanges } from "./user-namespace.ts";

/** A mount as kubelet asks for it, or one that CRI adds. */
export type WantedMount = Pick<Mount, "containerPath" | "hostPath" | "readonly"> &
  Partial<Pick<Mount, "propagation" | "recursiveReadOnly" | "uidMappings" | "gidMappings">>;

/**
 * Mounts `own` of CRI's where kubelet's `asked` have nothing at the same place, and all in the order of their depth, so that none
 * hides another. A mount of the default spec gives way to one at its place, and all below /dev give way to one at /dev.
 */
export function withContainerMounts(
  asked: readonly WantedMount[],
  own: readonly WantedMount[],
  features: () => Promise<HandlerFeatures>,
): SpecOption {
  return async (spec) => {
    const taken = new Set(asked.map(({ containerPath }) => posix.normalize(containerPath)));
    const added = own.filter(({ containerPath }) => !taken.has(posix.normalize(containerPath)));
    const mounts = [...asked, ...added].sort(
      (a, b) => mountDepth(a.containerPath) - mountDepth(b.containerPath),
    );
    const places = new Set(mounts.map(({ containerPath }) => posix.normalize(containerPath)));
    const before = (spec.mounts ?? []).filter(({ destination }) => destination !== cgroupPoint);
    const bases = [...before, cgroupMount(spec, mountOf(cgroupPoint)?.options ?? [])].filter(
      ({ destination }) =>
        !places.has(destination) && !(places.has("/dev") && destination.startsWith("/dev/")),
    );
    const built: SpecMount[] = [];
    for (const mount of mounts) {
      built.push(await bindMount(mount, features));
    }
    spec.mounts = [...bases, ...built];
    setRootPropagation(
      linuxOf(spec),
      mounts.map(({ propagation }) => propagationName(propagation)),
    );
  };
}

const cgroupPoint = "/sys/fs/cgroup";

/**
 * In the host's cgroup namespace a mount of cgroup v2 sets the options of the host's: those that it has, `ofHost`, must not be taken
 * from it.
 */
export function cgroupMount({ linux }: Spec, ofHost: readonly string[]): SpecMount {
  const isOwn = linux?.namespaces?.some(({ type }) => type === "cgroup") ?? false;
  const kept = ofHost.filter((option) => option === "nsdelegate" || option === "memory_recursiveprot");
  const options = ["nosuid", "noexec", "nodev", "relatime", "ro", ...(isOwn ? [] : kept)];
  return { destination: cgroupPoint, type: "cgroup", source: "cgroup", options };
}

async function bindMount(mount: WantedMount, features: () => Promise<HandlerFeatures>): Promise<SpecMount> {
  if (!mount.containerPath.startsWith("/")) {
    throw invalidArgument(`mount at ${JSON.stringify(mount.containerPath)}: the path is not absolute`);
  }
  const mappings = await mappingsOf(mount, features);
  const source = await sourceOf(mount.hostPath);
  const propagation = propagationName(mount.propagation);
  requirePropagation(source, propagation);
  const options = ["rbind", propagation, await accessOf(mount, features)];
  return { destination: mount.containerPath, type: "bind", source, options, ...mappings };
}

/** Failed precondition: a runtime that does not know id mappings would pass them over, and the files have other owners. */
async function mappingsOf(
  { containerPath, uidMappings = [], gidMappings = [] }: WantedMount,
  features: () => Promise<HandlerFeatures>,
): Promise<Pick<SpecMount, "uidMappings" | "gidMappings">> {
  if (uidMappings.length === 0 && gidMappings.length === 0) {
    return {};
  }
  const what = `mount at ${JSON.stringify(containerPath)}`;
  if (uidMappings.length === 0 || gidMappings.length === 0) {
    throw invalidArgument(`${what}: user and group ids are mapped together`);
  }
  if (!(await features()).userNamespaces) {
    throw failedPrecondition(`${what}: idmap mounts are not supported by the runtime handler`);
  }
  return { uidMappings: idRanges(what, uidMappings), gidMappings: idRanges(what, gidMappings) };
}

/** A path of the host that is missing becomes a directory, as docker has it; links are followed. */
async function sourceOf(path: string): Promise<string> {
  if (!path.startsWith("/")) {
    throw invalidArgument(`mount of host path ${JSON.stringify(path)}: the path is not absolute`);
  }
  try {
    await stat(path);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") {
      throw new Error(`stat host path ${JSON.stringify(path)}`, { cause: error });
    }
    await mkdir(path, { recursive: true, mode: 0o755 });
  }
  return realpath(path);
}

async function accessOf(
  { hostPath, readonly, recursiveReadOnly = false, propagation }: WantedMount,
  features: () => Promise<HandlerFeatures>,
): Promise<string> {
  if (!recursiveReadOnly) {
    return readonly ? "ro" : "rw";
  }
  const what = `recursive read-only mount of ${JSON.stringify(hostPath)}`;
  if (!readonly) {
    throw invalidArgument(`${what}: the mount is not read-only`);
  }
  if ((propagation ?? MountPropagation.PROPAGATION_PRIVATE) !== MountPropagation.PROPAGATION_PRIVATE) {
    throw invalidArgument(`${what}: only with private propagation`);
  }
  if (!(await features()).recursiveReadOnlyMounts) {
    throw failedPrecondition(`${what}: the runtime handler does not support it`);
  }
  return "rro";
}

function propagationName(propagation: number | undefined): Propagation {
  switch (propagation) {
    case MountPropagation.PROPAGATION_BIDIRECTIONAL:
      return "rshared";
    case MountPropagation.PROPAGATION_HOST_TO_CONTAINER:
      return "rslave";
    default:
      return "rprivate";
  }
}
