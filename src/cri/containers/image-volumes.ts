// Images as volumes: their files appear read-only in a container. An image is mounted once for a pod. Source: containerd
// internal/cri/server/container_image_mount.go; KEP-4639.
import { mkdirSync, readdirSync, readlinkSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { derive, type Scoped } from "../../context/index.ts";
import type { Labels } from "../../core/labels.ts";
import type { SnapshotSource } from "../../core/snapshotter.ts";
import { errnoOf, invalidArgument, isKind, notFound } from "../../errors/index.ts";
import { mountAll, unmountAll } from "../../linux/mount.ts";
import { mountOf } from "../../linux/mount-info.ts";
import { AT_FDCWD, O, openAt, openIn, withFd } from "../../linux/open.ts";
import type { ImageSpec, Mount } from "../../rpc/gen/cri.ts";
import type { Cri } from "../cri.ts";
import { anyNameOf } from "../images/image-index.ts";
import { snapshotterOf } from "../images/images.ts";
import { requireUnpacked } from "../images/unpack.ts";
import { ignoreMissing, snapshotLabelsOf } from "../launch.ts";
import type { RuntimeHandler } from "../settings.ts";
import { idRanges } from "../spec/user-namespace.ts";
import type { Pod } from "../store/pods.ts";

/** Gives kubelet's mounts of images the paths of the host where their images are, and the ids of these. */
export async function resolveImageVolumes(
  cri: Cri,
  ctx: Scoped,
  pod: Pod,
  handler: RuntimeHandler,
  mounts: readonly Mount[],
): Promise<void> {
  for (const mount of mounts) {
    if (mount.image !== null) {
      await resolve(cri, ctx, pod, handler, mount, mount.image);
    }
  }
}

async function resolve(
  cri: Cri,
  ctx: Scoped,
  pod: Pod,
  handler: RuntimeHandler,
  mount: Mount,
  wanted: ImageSpec,
): Promise<void> {
  const what = `image volume at ${JSON.stringify(mount.containerPath)}`;
  if (mount.hostPath !== "") {
    throw invalidArgument(`${what}: it has a host path, too`);
  }
  if (!mount.readonly) {
    throw invalidArgument(`${what}: it has to be read-only`);
  }
  const image = await cri.images.index.get(
    ctx,
    wanted.image,
    `failed to resolve image ${JSON.stringify(wanted.image)}`,
  );
  const directory = join(volumesOf(cri, pod.id), image.target.digest.replace(":", "-"));
  if (mountOf(directory)?.point !== directory) {
    const source = { key: directory, parent: image.chainId, labels: labelsOf(what, mount) };
    await mountImage(cri, ctx, pod, handler, anyNameOf(image), source);
  }
  mount.hostPath = pathInImage(directory, mount.imageSubPath);
  wanted.imageRef = image.id;
  // That of the image has them already.
  mount.uidMappings = [];
  mount.gidMappings = [];
}

function volumesOf(cri: Cri, podId: string): string {
  return join(cri.podState(podId), "image-volumes");
}

/** The pod's lease holds the view until the pod is stopped. */
async function mountImage(
  cri: Cri,
  ctx: Scoped,
  pod: Pod,
  handler: RuntimeHandler,
  imageName: string,
  source: SnapshotSource,
): Promise<void> {
  const directory = source.key;
  const snapshotter = handler.snapshotter || snapshotterOf(cri.images);
  const snapshots = cri.metadata.snapshots.of(snapshotter);
  const leased = derive(ctx, { lease: pod.id });
  await requireUnpacked(cri.images, leased, { imageName, chainId: source.parent ?? "", snapshotter });
  const mounts = await snapshots.view(leased, source).catch((error: unknown) => {
    if (isKind(error, "already exists")) {
      return snapshots.mounts(ctx, directory);
    }
    throw error;
  });
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  mountAll(mounts, directory);
}

/** The ids of files are mapped in the snapshot, as the mount's ids would be. */
function labelsOf(what: string, { uidMappings, gidMappings }: Mount): Labels {
  const uids = idRanges(what, uidMappings);
  const gids = idRanges(what, gidMappings);
  return uids.length === 0 || gids.length === 0 ? {} : snapshotLabelsOf({ uids, gids });
}

/** A directory of the image. No link of the image leads out of it. Not found: there is none. */
function pathInImage(root: string, path: string): string {
  if (path === "") {
    return root;
  }
  return withFd(openAt(AT_FDCWD, root, O.PATH | O.DIRECTORY), (directory) => {
    try {
      return withFd(openIn(directory, path, O.PATH | O.DIRECTORY), (fd) =>
        readlinkSync(`/proc/self/fd/${fd}`),
      );
    } catch (error) {
      if (["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "")) {
        throw notFound(`image volume: directory ${JSON.stringify(path)} in the image`, { cause: error });
      }
      throw error;
    }
  });
}

/** Does nothing when there are none. */
export async function removeImageVolumes(cri: Cri, ctx: Scoped, pod: Pod): Promise<void> {
  // The handler may be gone from the configuration, and the pod has to end all the same.
  const snapshotter = cri.settings.handlers.get(pod.record.runtimeHandler)?.snapshotter ?? "";
  const snapshots = cri.metadata.snapshots.of(snapshotter || snapshotterOf(cri.images));
  for (const name of volumeNames(volumesOf(cri, pod.id))) {
    const directory = join(volumesOf(cri, pod.id), name);
    await unmountAll(directory);
    await snapshots.remove(ctx, directory).catch(ignoreMissing);
    rmdirSync(directory);
  }
}

function volumeNames(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") {
      return [];
    }
    throw error;
  }
}
