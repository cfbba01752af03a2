// Owner, xattrs, mode and times, in an order in which none undoes another: chown clears setuid bits and capabilities.
import { chmodAt, chmodFd, chownAt, chownFd, type Timespec, utimesAt, utimesFd } from "../../linux/at.ts";
import { SystemError } from "../../linux/libc.ts";
import { AT_FDCWD, O, openAt, withFd } from "../../linux/open.ts";
import { isDirectory, isRegular, isSymlink, type Stat, statFd } from "../../linux/stat.ts";
import { pathAt, setXattr, setXattrFd } from "../../linux/xattr.ts";
import { bytesOf, type TarEntry } from "../../oci/tar/entry.ts";

/** The later of both, as containerd does. */
export function accessTime({ accessed, modified }: Pick<TarEntry, "accessed" | "modified">): Timespec {
  if (accessed === undefined) {
    return modified;
  }
  const isLater =
    accessed.seconds > modified.seconds ||
    (accessed.seconds === modified.seconds && accessed.nanos > modified.nanos);
  return isLater ? accessed : modified;
}

/** Of a file or directory that is open for more than its path. Times of directories are set at the very end. */
export function setOpen(fd: number, entry: TarEntry): void {
  chownFd(fd, entry.uid, entry.gid);
  for (const [key, value] of wantedXattrs(entry)) {
    tolerate(() => setXattrFd(fd, key, bytesOf(value)), key, true);
  }
  chmodFd(fd, entry.mode);
  if (entry.type !== "directory") {
    utimesFd(fd, accessTime(entry), entry.modified);
  }
}

/** Of what cannot be opened without effect: links, devices, FIFOs. */
export function setClosed(directory: number, name: Buffer, entry: TarEntry): void {
  chownAt(directory, name, entry.uid, entry.gid);
  withFd(openAt(directory, name, O.PATH | O.NOFOLLOW), (fd) => {
    const stat = statFd(fd);
    setXattrs(directory, name, stat, entry);
    if (!isSymlink(stat)) {
      // By the descriptor's link: a name could be a symlink, which fchmodat follows.
      chmodAt(AT_FDCWD, `/proc/self/fd/${fd}`, entry.mode);
    }
  });
  utimesAt(directory, name, accessTime(entry), entry.modified);
}

function setXattrs(directory: number, name: Buffer, stat: Stat, entry: TarEntry): void {
  const takesUser = isRegular(stat) || isDirectory(stat);
  for (const [key, value] of wantedXattrs(entry)) {
    tolerate(() => setXattr(pathAt(directory, name), key, bytesOf(value)), key, takesUser);
  }
}

/** An archive must not speak to the kernel's overlayfs in the administrator's name. */
function* wantedXattrs(entry: TarEntry): Generator<[string, string]> {
  for (const [key, value] of entry.xattrs) {
    if (!key.startsWith("trusted.") && !key.startsWith("user.overlay.")) {
      yield [key, value];
    }
  }
}

/** As containerd: what the filesystem cannot hold is left out, and `user.` attributes of what cannot have them. */
function tolerate(set: () => void, key: string, takesUser: boolean): void {
  try {
    set();
  } catch (error) {
    const code = error instanceof SystemError ? error.code : "";
    const isImpossible = code === "EOPNOTSUPP" || (code === "EPERM" && key.startsWith("user.") && !takesUser);
    if (!isImpossible) {
      throw error;
    }
  }
}
