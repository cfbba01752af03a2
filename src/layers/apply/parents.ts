// The layers below one that is applied: where directories that it names only implicitly have their attributes from.
import { chmodFd, chownFd, type Timespec, utimesFd } from "../../linux/at.ts";
import { closeFd } from "../../linux/fd.ts";
import { SystemError } from "../../linux/libc.ts";
import { AT_FDCWD, O, openAt, openIn, withFd } from "../../linux/open.ts";
import { isDirectory, statFd } from "../../linux/stat.ts";
import { getXattr, listXattrs, pathAt, setXattrFd } from "../../linux/xattr.ts";
import { type ByteString, bytesOf } from "../../oci/tar/entry.ts";

export interface Inherited {
  readonly accessed: Timespec;
  readonly modified: Timespec;
}

export class Parents {
  private readonly roots: readonly number[];

  /** `paths` nearest first. */
  constructor(paths: readonly string[]) {
    this.roots = paths.map((path) => openAt(AT_FDCWD, path, O.RDONLY | O.DIRECTORY));
  }

  close(): void {
    for (const root of this.roots) {
      closeFd(root);
    }
  }

  /**
   * Gives the directory open as `fd` the owner, mode and xattrs that its path has in the nearest layer that has it;
   * gives its times, which can only be set when nothing is written into it any more. Undefined where there is none.
   */
  inherit(path: readonly ByteString[], fd: number): Inherited | undefined {
    const name = bytesOf(path.join("/"));
    for (const root of this.roots) {
      const found = openExisting(root, name);
      if (found !== undefined) {
        return withFd(found, (source) => copy(source, fd));
      }
    }
    return undefined;
  }
}

function openExisting(root: number, name: Buffer): number | undefined {
  try {
    return openIn(root, name, O.PATH);
  } catch (error) {
    if (error instanceof SystemError && ["ENOENT", "ENOTDIR", "ELOOP"].includes(error.code)) {
      return undefined;
    }
    throw error;
  }
}

/** Nothing when the path is no directory there: the new one replaces it and owes it nothing. */
function copy(source: number, target: number): Inherited | undefined {
  const stat = statFd(source);
  if (!isDirectory(stat)) {
    return undefined;
  }
  chownFd(target, stat.uid, stat.gid);
  copyXattrs(source, target);
  chmodFd(target, stat.mode & 0o7777);
  return { accessed: stat.accessed, modified: stat.modified };
}

/** `trusted.*` is overlayfs's own: an opaque parent does not make its child opaque. */
function copyXattrs(source: number, target: number): void {
  const path = pathAt(source, ".");
  for (const key of listXattrs(path)) {
    const value = getXattr(path, key);
    if (value !== undefined && !key.startsWith("trusted.") && !key.startsWith("user.overlay.")) {
      setXattrFd(target, key, value);
    }
  }
}

export function setTimes(fd: number, times: Inherited): void {
  utimesFd(fd, times.accessed, times.modified);
}
