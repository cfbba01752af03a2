// Whether a directory's filesystem can hold the layers of overlays: asked once, at start, by trying.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../errors/index.ts";
import { mount, unmountOnce } from "../../linux/mount.ts";
import { AT_FDCWD, O, openAt, withFd } from "../../linux/open.ts";
import { entries } from "../../linux/stat.ts";

/** Why not, or undefined when it can. */
export function overlayProblem(root: string, mountOptions: readonly string[]): string | undefined {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const scratch = join(root, "overlay-check");
  // What a start that was killed in its middle left behind.
  unmountOnce(join(scratch, "merged"), { lazy: true });
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  try {
    return entryTypeProblem(scratch, root) ?? mountProblem(scratch, mountOptions);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Overlayfs tells whiteouts by the entry's type; XFS made with ftype=0 has none. */
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
