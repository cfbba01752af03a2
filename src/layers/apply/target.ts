// Decides to which directory a layer is applied, and how deletions are written there. Source: containerd core/diff/apply/apply_linux.go.
import { readdirSync } from "node:fs";
import { failedPrecondition } from "../../errors/index.ts";
import type { MountPoint } from "../../linux/mount.ts";
import { mountPrivately } from "../mount-area.ts";

export interface Target {
  readonly path: string;
  /**
   * For the upper directory of an overlay the name of the attribute by which overlayfs knows an opaque directory: there,
   * deletions become markers. Undefined for any other directory, from which they remove.
   */
  readonly opaqueKey?: string;
  /** The layers below an upper directory, the nearest first; undefined when they are not known yet. */
  readonly parents?: readonly string[];
}

/** The directory that is changed where the mounts would be changed. Most mounts need not be mounted for that. */
export function targetOf(mounts: readonly MountPoint[]): Target {
  const [mount, ...others] = mounts;
  const isSingle = others.length === 0 && (mount?.target ?? "") === "";
  if (isSingle && mount?.type === "overlay") {
    return upperOf(mount) ?? { path: mountPrivately(mounts) };
  }
  if (isSingle && mount?.type === "bind") {
    refuseReadOnly(mount);
    return { path: mount.source };
  }
  return { path: mountPrivately(mounts) };
}

/**
 * The upper directory when it is empty, as the one of a new snapshot is. What is in it otherwise counts as below this layer,
 * and only the mounted overlay keeps that apart.
 */
function upperOf(mount: MountPoint): Target | undefined {
  const upper = option(mount, "upperdir");
  const parents = option(mount, "lowerdir")?.split(":");
  if (upper === undefined || (parents !== undefined && readdirSync(upper).length > 0)) {
    return undefined;
  }
  const prefix = mount.options.includes("userxattr") ? "user" : "trusted";
  return {
    path: upper,
    opaqueKey: `${prefix}.overlay.opaque`,
    ...(parents === undefined ? {} : { parents }),
  };
}

/** The directories that make up what the mounts show, the nearest first. */
export function layersOf(mounts: readonly MountPoint[]): readonly string[] {
  const [mount, ...others] = mounts;
  if (others.length === 0 && mount?.type === "overlay") {
    const upper = option(mount, "upperdir");
    const lower = option(mount, "lowerdir")?.split(":") ?? [];
    return upper === undefined ? lower : [upper, ...lower];
  }
  if (others.length === 0 && mount?.type === "bind") {
    return [mount.source];
  }
  return [mountPrivately(mounts)];
}

function option(mount: MountPoint, key: string): string | undefined {
  const prefix = `${key}=`;
  return mount.options.find((candidate) => candidate.startsWith(prefix))?.slice(prefix.length);
}

function refuseReadOnly(mount: MountPoint): void {
  const last = mount.options.filter((candidate) => candidate === "ro" || candidate === "rw").at(-1);
  if (last === "ro") {
    throw failedPrecondition(`${mount.source} is mounted read-only`);
  }
}
