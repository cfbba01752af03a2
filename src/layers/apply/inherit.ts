// A layer unpacked beside its parents instead of after them gets what it would have found there. Done bottom up, before
// each commit, the tree is the same as unpacked one by one.
import { closeFd } from "../../linux/fd.ts";
import { SystemError } from "../../linux/libc.ts";
import { AT_FDCWD, O, openAt, openIn, withFd } from "../../linux/open.ts";
import { type ByteString, bytesOf, readable } from "../../oci/tar/entry.ts";
import type { InheritJob } from "../job.ts";
import { Parents, setTimes } from "./parents.ts";
import { layersOf, targetOf } from "./target.ts";

export function inherit(job: InheritJob): void {
  const root = openAt(AT_FDCWD, targetOf(job.mounts).path, O.RDONLY | O.DIRECTORY);
  const parents = new Parents(job.parents.length === 0 ? [] : layersOf(job.parents));
  try {
    for (const directory of job.directories) {
      inheritOne(root, parents, directory);
    }
  } finally {
    parents.close();
    closeFd(root);
  }
}

function inheritOne(root: number, parents: Parents, directory: ByteString): void {
  try {
    withFd(openIn(root, bytesOf(directory), O.RDONLY | O.DIRECTORY | O.NOFOLLOW), (fd) => {
      const times = parents.inherit(directory.split("/"), fd);
      if (times !== undefined) {
        setTimes(fd, times);
      }
    });
  } catch (error) {
    // A later entry of the layer may have put something else in its place.
    const isGone = error instanceof SystemError && ["ENOENT", "ENOTDIR", "ELOOP"].includes(error.code);
    if (!isGone) {
      throw new Error(`directory ${readable(directory)}`, { cause: error });
    }
  }
}
