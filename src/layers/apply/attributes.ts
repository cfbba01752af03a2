// The attributes of an entry. There is one order for every kind of file, in which none undoes another: chown clears setuid
// bits and capabilities, so that it comes first; the mode comes after ACLs, which are xattrs, and times come last. A hard link
// has no attributes of its own: whatever its entry says, the file that it leads to keeps those it has.
// Source: GNU tar src/extract.c, set_stat; umoci oci/layer/tar_extract.go, applyMetadata.
import { chmodAt, chmodFd, chownAt, chownFd, type Timespec, utimesAt, utimesFd } from "../../linux/at.ts";
import { SystemError } from "../../linux/libc.ts";
import { AT_FDCWD, O, openAt, withFd } from "../../linux/open.ts";
import { listXattrs, pathAt, removeXattr, setXattr, setXattrFd } from "../../linux/xattr.ts";
import { bytesOf, type TarEntry } from "../../oci/tar/entry.ts";
import type { Times } from "./directory.ts";

/** A file whose attributes can be set. */
interface Attributed {
  chown(uid: number, gid: number): void;
  setXattr(key: string, value: Buffer): void;
  chmod(mode: number): void;
  setTimes(times: Times): void;
}

/** Of a regular file or a directory that is open for more than its path. */
export function setOpenAttributes(fd: number, entry: TarEntry): void {
  setAttributes(entry, {
    chown: (uid, gid) => chownFd(fd, uid, gid),
    setXattr: (key, value) => setXattrFd(fd, key, value),
    chmod: (mode) => chmodFd(fd, mode),
    setTimes: ({ accessed, modified }) => utimesFd(fd, accessed, modified),
  });
}

/** Of a link, a device or a FIFO, which cannot be opened without effect. */
export function setClosedAttributes(directory: number, name: Buffer, entry: TarEntry): void {
  withFd(openAt(directory, name, O.PATH | O.NOFOLLOW), (fd) => {
    setAttributes(entry, {
      chown: (uid, gid) => chownAt(directory, name, uid, gid),
      setXattr: (key, value) => setXattr(pathAt(directory, name), key, value),
      // By the descriptor's link: a name could have become a symlink meanwhile, which fchmodat would follow.
      chmod: (mode) => chmodAt(AT_FDCWD, `/proc/self/fd/${fd}`, mode),
      setTimes: ({ accessed, modified }) => utimesAt(directory, name, accessed, modified),
    });
  });
}

function setAttributes(entry: TarEntry, file: Attributed): void {
  file.chown(entry.uid, entry.gid);
  for (const [key, value] of entry.xattrs) {
    if (isArchived(key)) {
      setTolerantly(file, entry, key, bytesOf(value));
    }
  }
  // Nobody can change the mode of a symlink.
  if (entry.type !== "symlink") {
    file.chmod(entry.mode);
  }
  // Directories get theirs at the very end, because whatever is made in them changes them.
  if (entry.type !== "directory") {
    file.setTimes(timesOf(entry));
  }
}

/** As containerd does: what the filesystem cannot hold is left out, and so are `user.` attributes of what cannot have them. */
function setTolerantly(file: Attributed, { type }: TarEntry, key: string, value: Buffer): void {
  try {
    file.setXattr(key, value);
  } catch (error) {
    const code = error instanceof SystemError ? error.code : "";
    const takesUser = type === "file" || type === "directory";
    const isImpossible = code === "EOPNOTSUPP" || (code === "EPERM" && key.startsWith("user.") && !takesUser);
    if (!isImpossible) {
      throw error;
    }
  }
}

/** Whether an archive may bring this attribute: it must not speak to overlayfs in the administrator's name. */
export function isArchived(key: string): boolean {
  return !key.startsWith("trusted.") && !key.startsWith("user.overlay.");
}

/** Takes the attributes away that an archive may bring; the label of a security module is the system's. */
export function removeXattrs(fd: number): void {
  const path = pathAt(fd, ".");
  for (const key of listXattrs(path)) {
    if (isArchived(key) && key !== "security.selinux") {
      removeXattr(path, key);
    }
  }
}

/** The time of access is never before the modification's, as with containerd. */
export function timesOf({ accessed, modified }: Pick<TarEntry, "accessed" | "modified">): Times {
  const isLater = accessed !== undefined && compareTimes(accessed, modified) > 0;
  return { accessed: isLater ? accessed : modified, modified };
}

function compareTimes(a: Timespec, b: Timespec): number {
  return a.seconds - b.seconds || a.nanos - b.nanos;
}
