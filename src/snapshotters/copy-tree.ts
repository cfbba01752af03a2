// Copies a tree with owners, modes, times, xattrs, hard links, holes and devices.
import { resourceExhausted } from "../errors/index.ts";
import {
  chmodAt,
  chownAt,
  linkAt,
  mkdirAt,
  mknodAt,
  readlinkAt,
  S,
  symlinkAt,
  utimesAt,
  utimesFd,
} from "../linux/at.ts";
import { copyRange, nextData, setSize } from "../linux/copy.ts";
import { closeFd } from "../linux/fd.ts";
import { hostIdOf, type IdMappings } from "../linux/id-mapping.ts";
import { AT_FDCWD, type Name, O, openAt, shown } from "../linux/open.ts";
import { entries, isDirectory, isRegular, isSymlink, type Stat, statAt, statFd } from "../linux/stat.ts";
import { getXattr, listXattrs, pathAt, setXattr } from "../linux/xattr.ts";
import { TimeSlices } from "./time-slices.ts";

/** The deepest tree that is copied. No path could name what is deeper, and each level keeps two descriptors open. */
const maxDepth = 2048;

/**
 * Copies all that is in the directory `from` into the directory `to`, and the xattrs and times of `from` itself. With `ids` the copies
 * belong to those whom the owners are mapped to, and to root where an owner is mapped to nobody.
 */
export async function copyTree(from: string, to: string, ids?: IdMappings): Promise<void> {
  const source = openAt(AT_FDCWD, from, O.RDONLY | O.DIRECTORY);
  const target = openAt(AT_FDCWD, to, O.RDONLY | O.DIRECTORY);
  try {
    const copy = new TreeCopy(target, ids);
    const stat = statFd(source);
    await copy.children(source, target, "");
    copyXattrs(source, ".", target, ".");
    utimesFd(target, stat.accessed, stat.modified);
  } finally {
    closeFd(source);
    closeFd(target);
  }
}

class TreeCopy {
  readonly #slices = new TimeSlices();
  /** For each inode of several names the path of its first copy, from the target on. */
  readonly #linked = new Map<bigint, Name>();
  readonly #root: number;
  readonly #ids: IdMappings | undefined;
  #depth = 0;

  constructor(root: number, ids: IdMappings | undefined) {
    this.#root = root;
    this.#ids = ids;
  }

  async children(source: number, target: number, path: string): Promise<void> {
    for (const { name } of entries(source)) {
      const below = `${path}${Buffer.from(name).toString("latin1")}`;
      await this.#entry(source, target, name, below);
      if (this.#slices.isOver) {
        await this.#slices.next();
      }
    }
  }

  async #entry(source: number, target: number, name: Uint8Array, path: string): Promise<void> {
    const stat = statAt(source, name);
    if (isDirectory(stat)) {
      await this.#directory(source, target, name, path);
    } else if (this.#isLinked(stat, target, name, path)) {
      return;
    } else if (isRegular(stat)) {
      await this.#file(source, target, name, stat);
    } else if (isSymlink(stat)) {
      symlinkAt(readlinkAt(source, name), target, name);
    } else if ((stat.mode & S.IFMT) === S.IFSOCK) {
      // A socket is left out, because nobody would listen on a copy.
      return;
    } else {
      mknodAt(target, name, stat.mode, stat.major, stat.minor);
    }
    copyAttributes(source, target, name, stat, this.#ownerOf(stat));
  }

  #ownerOf({ uid, gid }: Stat): Owner {
    const ids = this.#ids;
    return ids === undefined
      ? { uid, gid }
      : { uid: hostIdOf(ids.uids, uid) ?? 0, gid: hostIdOf(ids.gids, gid) ?? 0 };
  }

  async #directory(source: number, target: number, name: Uint8Array, path: string): Promise<void> {
    if (this.#depth === maxDepth) {
      throw resourceExhausted(`copy a tree of more than ${maxDepth} levels: ${shown(path)}`);
    }
    mkdirAt(target, name, 0o700);
    const from = openAt(source, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW);
    const to = openAt(target, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW);
    this.#depth++;
    try {
      await this.children(from, to, `${path}/`);
    } finally {
      this.#depth--;
      closeFd(from);
      closeFd(to);
    }
  }

  /** Links the name to a copy of the same inode. False when this is the first name of its inode. */
  #isLinked(stat: Stat, target: number, name: Uint8Array, path: string): boolean {
    if (stat.links < 2) {
      return false;
    }
    const first = this.#linked.get(stat.inode);
    if (first === undefined) {
      this.#linked.set(stat.inode, Buffer.from(path, "latin1"));
      return false;
    }
    linkAt(this.#root, first, target, name);
    return true;
  }

  async #file(source: number, target: number, name: Uint8Array, stat: Stat): Promise<void> {
    const from = openAt(source, name, O.RDONLY | O.NOFOLLOW);
    const to = openAt(target, name, O.WRONLY | O.CREAT | O.EXCL | O.NOFOLLOW, 0o600);
    try {
      setSize(to, stat.size);
      for (let data = nextData(from, 0); data !== undefined; data = nextData(from, data.end)) {
        await this.#extent(from, to, data.start, data.end);
      }
    } finally {
      closeFd(from);
      closeFd(to);
    }
  }

  async #extent(from: number, to: number, start: number, end: number): Promise<void> {
    for (let at = start; at < end; ) {
      const copied = copyRange(from, to, at, end - at);
      if (copied === 0) {
        return;
      }
      at += copied;
      await this.#slices.next();
    }
  }
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

function copyAttributes(source: number, target: number, name: Uint8Array, stat: Stat, owner: Owner): void {
  chownAt(target, name, owner.uid, owner.gid);
  copyXattrs(source, name, target, name);
  if (!isSymlink(stat)) {
    chmodAt(target, name, stat.mode & 0o7777);
  }
  utimesAt(target, name, stat.accessed, stat.modified);
}

function copyXattrs(source: number, sourceName: Name, target: number, targetName: Name): void {
  const from = pathAt(source, sourceName);
  for (const key of listXattrs(from)) {
    const value = getXattr(from, key);
    if (value !== undefined) {
      setXattr(pathAt(target, targetName), key, value);
    }
  }
}
