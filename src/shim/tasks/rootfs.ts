// The root filesystem of a container, which the shim mounts in Create and unmounts in Delete.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Mount } from "../../core/mount.ts";
import { errnoOf } from "../../errors/index.ts";
import { mountAll, unmountAll, unmountOnce } from "../../linux/mount.ts";
import { mountTable } from "../../linux/mount-info.ts";

/** Without mounts, as under dockerd, the root that the spec names is used as it is. */
export function mountRootfs(bundle: string, mounts: readonly Mount[]): void {
  if (mounts.length === 0) {
    return;
  }
  const rootfs = join(bundle, "rootfs");
  mkdirSync(rootfs, { recursive: true, mode: 0o711 });
  try {
    mountAll(mounts, rootfs);
  } catch (cause) {
    throw new Error("failed to mount rootfs component", { cause });
  }
}

/** Unmounts everything that is mounted on the rootfs and below it. Nothing mounted is no error. */
export async function unmountRootfs(bundle: string): Promise<void> {
  const rootfs = join(bundle, "rootfs");
  try {
    while (unmountOnce(rootfs)) {
      // Several mounts may be stacked on it.
    }
    return;
  } catch (error) {
    if (errnoOf(error) !== "EBUSY") {
      throw error;
    }
  }
  for (const target of mountsBelow(rootfs)) {
    await unmountAll(target);
  }
}

/** The targets of all mounts on `root` and below it, the deepest first. */
function mountsBelow(root: string): string[] {
  const targets = mountTable().map(({ point }) => point);
  const below = targets.filter((target) => target === root || target.startsWith(`${root}/`));
  return below.sort((a, b) => b.length - a.length);
}
