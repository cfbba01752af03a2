// Finds out whether the filesystem of a directory can hold the layers of overlays, by trying it once at the start.
import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../errors/index.ts";
import { mount, unmountOnce } from "../../linux/mount.ts";
import { AT_FDCWD, O, openAt, withFd } from "../../linux/open.ts";
import { entries } from "../../linux/stat.ts";

/** Why overlays cannot be made below `root`; undefined when they can. */
export function overlayProblem(root: string, mountOptions: readonly string[]): string | undefined {
  return inScratch(root, (scratch) => entryTypeProblem(scratch, root) ?? mountProblem(scratch, mountOptions));
}

/** An id that no file on a disk has by chance. */
const probeId = 0x7ffffffe;

/** Why the ids of layers below `root` cannot be mapped; undefined when they can. */
export function idMappingProblem(root: string, mountOptions: readonly string[]): string | undefined {
  return inScratch(root, (scratch) => {
    mkdirSync(join(scratch, "lower"));
    const mapping = `0:${probeId}:1`;
    const isMapped = (merged: string): string | undefined =>
      statSync(join(merged, probeName)).uid === probeId
        ? undefined
        : "overlayfs does not map the ids of layers";
    mkdirSync(join(scratch, "lower", probeName));
    return mountProblem(scratch, [`uidmap=${mapping}`, `gidmap=${mapping}`, ...mountOptions], isMapped);
  });
}

const probeName = "probe";

function inScratch<T>(root: string, work: (scratch: string) => T): T {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const scratch = join(root, "overlay-check");
  // A start that was killed in the middle may have left these.
  while (unmountOnce(join(scratch, "merged"), { lazy: true })) {
    // Mapped layers are mounted for an instant below the overlay.
  }
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  try {
    return work(scratch);
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

function mountProblem(
  scratch: string,
  mountOptions: readonly string[],
  look: (merged: string) => string | undefined = () => undefined,
): string | undefined {
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
    return look(merged);
  } catch (error) {
    return messageOf(error);
  } finally {
    unmountOnce(merged, { lazy: true });
  }
}
