// Volumes that an image declares (VOLUME): directories of the container's own, with what the image has at their places. Source:
// containerd internal/cri/server/container_create.go, volumeMounts, and internal/cri/opts/container.go, WithVolumes.
import { mkdirSync } from "node:fs";
import { join, posix } from "node:path";
import type { Mount } from "../../core/mount.ts";
import { errnoOf } from "../../errors/index.ts";
import { closeFd } from "../../linux/fd.ts";
import { O, openIn } from "../../linux/open.ts";
import { openRoot } from "../../linux/rootview.ts";
import type { Cri } from "../cri.ts";
import type { KnownImage } from "../images/image-index.ts";
import { ownMappings } from "../spec/container.ts";
import type { WantedMount } from "../spec/mounts.ts";
import type { Pod } from "../store/pods.ts";

/** A volume for each path, except where kubelet mounts something. Their directories go with the container's. */
export function imageDefinedVolumes(
  cri: Cri,
  id: string,
  pod: Pod,
  image: KnownImage,
  asked: readonly WantedMount[],
): WantedMount[] {
  if (cri.settings.ignoresImageVolumes) {
    return [];
  }
  const taken = new Set(asked.map(({ containerPath }) => posix.normalize(containerPath)));
  return Object.keys(image.config.Volumes ?? {})
    .map((path) => posix.join("/", path))
    .filter((path) => !taken.has(path))
    .map((containerPath, position) => ({
      containerPath,
      hostPath: join(cri.containerDirectory(id), "volumes", String(position)),
      readonly: false,
      ...ownMappings(pod),
    }));
}

/** Fills the volumes from the root filesystem, in which paths are resolved so that no link leads out (CVE-2022-23648). */
export async function fillVolumes(rootfs: readonly Mount[], volumes: readonly WantedMount[]): Promise<void> {
  if (volumes.length === 0) {
    return;
  }
  const root = openRoot(rootfs);
  try {
    for (const { containerPath, hostPath } of volumes) {
      mkdirSync(hostPath, { recursive: true, mode: 0o755 });
      await copyDirectory(root, containerPath, hostPath);
    }
  } finally {
    closeFd(root);
  }
}

/** Keeps owners, modes, times and extended attributes. A path that the image does not have stays empty. */
async function copyDirectory(root: number, path: string, target: string): Promise<void> {
  const source = openDirectory(root, path);
  if (source === undefined) {
    return;
  }
  try {
    const from = `/proc/${process.pid}/fd/${source}/.`;
    const child = Bun.spawn(["cp", "-a", from, target], { stdio: ["ignore", "ignore", "pipe"] });
    const text = await new Response(child.stderr).text();
    if ((await child.exited) !== 0) {
      throw new Error(`copy ${path} of the image to its volume: ${text.trim()}`);
    }
  } finally {
    closeFd(source);
  }
}

function openDirectory(root: number, path: string): number | undefined {
  try {
    return openIn(root, path, O.PATH | O.DIRECTORY);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "")) {
      return undefined;
    }
    throw error;
  }
}
