// The root filesystem of a container, which the shim mounts in Create and unmounts in Delete.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Mount } from "../../core/mount.ts";
import { errnoOf } from "../../errors/index.ts";
import { mountAll, unmountAll, unmountOnce } from "../../linux/mount.ts";

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
  const targets: string[] = [];
  for (const line of readFileSync("/proc/self/mountinfo", "utf8").split("\n")) {
    const target = unescaped(line.split(" ")[4] ?? "");
    if (target === root || target.startsWith(`${root}/`)) {
      targets.push(target);
    }
  }
  return targets.sort((a, b) => b.length - a.length);
}

/** A path of mountinfo, where blanks, tabs, line feeds and backslashes stand as octal numbers. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
