// Completes an upper directory when the layers below it are known. That is at once for a layer that is applied on its parents,
// and before the commit for one that was applied beside them. Both use this code, so that both give the same tree.
import { chmodFd, chownFd, mknodAt, S, unlinkAt, utimesFd } from "../../linux/at.ts";
import { SystemError } from "../../linux/libc.ts";
import { O, openIn, withFd } from "../../linux/open.ts";
import { findAt, isWhiteout, statFd } from "../../linux/stat.ts";
import { getXattr, listXattrs, pathAt, setXattrFd } from "../../linux/xattr.ts";
import { type ByteString, bytesOf, readable } from "../../oci/tar/entry.ts";
import { isArchived } from "./attributes.ts";
import type { LowerLayers } from "./lower-layers.ts";
import { namesIn, removeAll } from "./remove.ts";
import type { Unsettled, UnsettledDirectory } from "./unsettled.ts";

/** `root` is a descriptor of the upper directory. */
export function settle(root: number, lower: LowerLayers, { isRootOpaque, directories }: Unsettled): void {
  if (isRootOpaque) {
    coverNames(root, lower.names());
  }
  const inheriting: ByteString[] = [];
  for (const directory of directories) {
    const { path, kind } = directory;
    if (!named(path, () => lower.hasDirectory(path))) {
      named(path, () => dropMarkers(root, directory));
    } else if (kind !== "named") {
      inheriting.push(path);
    }
  }
  // This comes last, because removing something from a directory changes its times.
  for (const path of inheriting) {
    named(path, () => inherit(root, lower, path));
  }
}

/** Overlayfs takes no root directory for opaque, so that each name of the layers below needs a whiteout of its own. */
function coverNames(root: number, names: Iterable<ByteString>): void {
  for (const name of names) {
    if (findAt(root, bytesOf(name)) === undefined) {
      mknodAt(root, bytesOf(name), S.IFCHR);
    }
  }
}

/**
 * For a directory that the layers below do not have. Overlayfs would show the whiteouts in it as names without files, and a
 * directory that has nothing else must not be there.
 */
function dropMarkers(root: number, { path, kind, hasWhiteouts }: UnsettledDirectory): void {
  if (kind === "passed") {
    removePassed(root, path);
  } else if (hasWhiteouts) {
    withDirectory(root, path, removeWhiteouts);
  }
}

/** The directory may have been removed with the one above it. */
function removePassed(root: number, path: ByteString): void {
  const end = path.lastIndexOf("/");
  try {
    withDirectory(root, end < 0 ? "." : path.slice(0, end), (parent) =>
      preservingTimes(parent, () => removeAll(parent, bytesOf(path.slice(end + 1)))),
    );
  } catch (error) {
    if (!(error instanceof SystemError && error.code === "ENOENT")) {
      throw error;
    }
  }
}

export function removeWhiteouts(directory: number): void {
  preservingTimes(directory, () => {
    for (const name of namesIn(directory)) {
      const stat = findAt(directory, name);
      if (stat !== undefined && isWhiteout(stat)) {
        unlinkAt(directory, name);
      }
    }
  });
}

function preservingTimes(directory: number, work: () => void): void {
  const { accessed, modified } = statFd(directory);
  work();
  utimesFd(directory, accessed, modified);
}

/** Gives the directory the attributes and times that it has in the layers below. */
function inherit(root: number, lower: LowerLayers, path: ByteString): void {
  lower.withDirectory(path, (source) => {
    withDirectory(root, path, (target) => {
      const { uid, gid, mode, accessed, modified } = statFd(source);
      chownFd(target, uid, gid);
      copyXattrs(source, target);
      chmodFd(target, mode & 0o7777);
      utimesFd(target, accessed, modified);
    });
  });
}

function copyXattrs(source: number, target: number): void {
  const path = pathAt(source, ".");
  for (const key of listXattrs(path).filter(isArchived)) {
    const value = getXattr(path, key);
    if (value !== undefined) {
      setXattrFd(target, key, value);
    }
  }
}

function withDirectory(root: number, path: ByteString, work: (fd: number) => void): void {
  withFd(openIn(root, bytesOf(path), O.RDONLY | O.DIRECTORY | O.NOFOLLOW), work);
}

function named<T>(path: ByteString, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new Error(`directory ${readable(path)}`, { cause });
  }
}
