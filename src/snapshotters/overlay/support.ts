// Finds out whether the filesystem of a directory can hold the layers of overlays, by trying it once at the start.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../errors/index.ts";
import { mount, unmountOnce } from "../../linux/mount.ts";
import { AT_FDCWD, O, openAt, withFd } from "../../linux/open.ts";
import { entries } from "../../linux/stat.ts";

/** Why overlays cannot be made below `root`; undefined when they can. */
export function overlayProblem(root: string, mountOptions: readonly string[]): string | undefined {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const scratch = join(root, "overlay-check");
  // A start that was killed in the middle may have left these.
  unmountOnce(join(scratch, "merged"), { lazy: true });
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  try {
    return entryTypeProblem(scratch, root) ?? mountProblem(scratch, mountOptions);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Overlayfs needs a filesystem that keeps the type of each entry in its directory. XFS made with ftype=0 does not. */
function entryTypeProblem(scratch: string, root: string): string | undefined {
  mkdirSync(join(scratch, "lower"));
  const [entry] = withFd(openAt(AT_FDCWD, scratch, O.RDONLY | O.DIRECTORY), (fd) => [...entries(fd)]);
  return entry?.type === 0 ? `${root} does not support d_type` : undefined;
}

function mountProblem(scratch: string, mountOptions: readonly string[]): string | undefined {
  for (const name of ["upper", "work", "merged"]) {
    mkdirSync(join(scratch, name));
  }
  const directories = [
    `workdir=${join(scratch, "work")}`,
    `upperdir=${join(scratch, "upper")}`,
    `lowerdir=${join(scratch, "lower")}`,
  ];
  const merged = join(scratch, "merged");
  try {
    const options = [...directories, ...mountOptions];
    mount({ type: "overlay", source: "overlay", target: "", options }, merged);
  } catch (error) {
    return messageOf(error);
  }
  unmountOnce(merged, { lazy: true });
  return undefined;
}
