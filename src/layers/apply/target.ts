// Where a layer goes: which directory, whose deletions mean what.
import { failedPrecondition } from "../../errors/index.ts";
import type { MountPoint } from "../../linux/mount.ts";
import { mountPrivately } from "../mount-area.ts";

export interface Target {
  readonly path: string;
  /** Deletions become markers that overlayfs understands; else they delete. */
  readonly whiteouts: "overlay" | "plain";
  /** Name of the attribute by which overlayfs knows an opaque directory. */
  readonly opaqueKey: string;
  /** Layers below, nearest first, when they are known: new directories take their attributes. */
  readonly parents: readonly string[];
}

/** Writes to what the mounts would show, without mounting where that can be told. Source: containerd core/diff/apply/apply_linux.go. */
export function targetOf(mounts: readonly MountPoint[]): Target {
  const [mount, ...others] = mounts;
  const isSingle = others.length === 0 && (mount?.target ?? "") === "";
  if (isSingle && mount?.type === "overlay") {
    const upper = option(mount, "upperdir");
    if (upper !== undefined) {
      const lower = option(mount, "lowerdir");
      const prefix = mount.options.includes("userxattr") ? "user" : "trusted";
      return {
        path: upper,
        whiteouts: "overlay",
        opaqueKey: `${prefix}.overlay.opaque`,
        parents: lower === undefined ? [] : lower.split(":"),
      };
    }
  }
  if (isSingle && mount?.type === "bind") {
    refuseReadOnly(mount);
    return { ...plain, path: mount.source };
  }
  return { ...plain, path: mountPrivately(mounts) };
}

/** The directories that make up what the mounts show, nearest first. */
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

const plain = { whiteouts: "plain", opaqueKey: "", parents: [] } as const;

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
