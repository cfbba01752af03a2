import { closeFd } from "../../linux/fd.ts";
import { AT_FDCWD, O, openAt } from "../../linux/open.ts";
import { DT_DIR, entries } from "../../linux/stat.ts";
import { listXattrs, pathAt } from "../../linux/xattr.ts";

/** Attributes of overlayfs by which an upper directory refers to files that it does not contain. */
const elsewhere = /^(trusted|user)\.overlay\.(redirect|metacopy)$/;

/** Whether the upper directory of an overlay says all by itself, without moved directories and files whose data is elsewhere. */
export function hasOnlyMarkers(path: string): boolean {
  return check(openAt(AT_FDCWD, path, O.RDONLY | O.DIRECTORY));
}

function check(directory: number): boolean {
  try {
    for (const { name, type } of entries(directory)) {
      if (listXattrs(pathAt(directory, name)).some((key) => elsewhere.test(key))) {
        return false;
      }
      if (type === DT_DIR && !check(openAt(directory, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW))) {
        return false;
      }
    }
    return true;
  } finally {
    closeFd(directory);
  }
}
