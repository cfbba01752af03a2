// Looks into the layers below the one that is applied, which it merges as overlayfs does but without mounting them.
import { closeFd } from "../../linux/fd.ts";
import { AT_FDCWD, type Name, O, openAt } from "../../linux/open.ts";
import { findAt, isDirectory, isWhiteout } from "../../linux/stat.ts";
import { getXattr, pathAt } from "../../linux/xattr.ts";
import { type ByteString, byteString, bytesOf } from "../../oci/tar/entry.ts";
import { namesIn } from "./remove.ts";

export class LowerLayers {
  readonly #roots: readonly number[];

  /** `paths` are the layers' directories, the nearest first. */
  constructor(paths: readonly string[]) {
    this.#roots = paths.map((path) => openAt(AT_FDCWD, path, O.RDONLY | O.DIRECTORY));
  }

  close(): void {
    closeAll(this.#roots);
  }

  hasDirectory(path: ByteString): boolean {
    return this.withDirectory(path, () => true) === true;
  }

  /** Runs `work` with a descriptor of the topmost directory at `path`; undefined when the layers show none there. */
  withDirectory<T>(path: ByteString, work: (fd: number) => T): T | undefined {
    let merged: readonly number[] = this.#roots;
    try {
      for (const name of path.split("/")) {
        const below = openMerged(merged, bytesOf(name));
        this.#release(merged);
        merged = below;
      }
      const [top] = merged;
      return top === undefined ? undefined : work(top);
    } finally {
      this.#release(merged);
    }
  }

  #release(merged: readonly number[]): void {
    if (merged !== this.#roots) {
      closeAll(merged);
    }
  }

  /** The names in the root directory. */
  names(): Iterable<ByteString> {
    const isShown = new Map<ByteString, boolean>();
    for (const root of this.#roots) {
      for (const bytes of namesIn(root)) {
        const name = byteString(bytes);
        const stat = isShown.has(name) ? undefined : findAt(root, bytes);
        if (stat !== undefined) {
          isShown.set(name, !isWhiteout(stat));
        }
      }
    }
    return [...isShown].flatMap(([name, isVisible]) => (isVisible ? [name] : []));
  }
}

/** Opens the directories of this name that overlayfs merges, up to the first layer that hides those below it. */
function openMerged(directories: readonly number[], name: Name): number[] {
  const opened: number[] = [];
  for (const directory of directories) {
    const stat = findAt(directory, name);
    if (stat === undefined) {
      continue;
    }
    if (!isDirectory(stat)) {
      break;
    }
    const fd = openAt(directory, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW);
    opened.push(fd);
    if (isOpaque(fd)) {
      break;
    }
  }
  return opened;
}

/** Whether overlayfs hides the directories of the layers below this one. */
export function isOpaque(directory: number): boolean {
  return ["trusted.overlay.opaque", "user.overlay.opaque"].some(
    (key) => getXattr(pathAt(directory, "."), key)?.[0] === 0x79,
  );
}

function closeAll(fds: readonly number[]): void {
  for (const fd of fds) {
    closeFd(fd);
  }
}
