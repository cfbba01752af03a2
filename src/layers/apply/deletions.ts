// What a whiteout does: a marker for overlayfs in an upper directory, a removal in a plain one. It never touches what
// the same layer brought: image-spec layer.md, "Whiteouts".
import { chownAt, mknodAt, S } from "../../linux/at.ts";
import { O, openAt, withFd } from "../../linux/open.ts";
import { findAt, isDirectory, isWhiteout, statFd } from "../../linux/stat.ts";
import { pathAt, setXattr } from "../../linux/xattr.ts";
import type { TarEntry } from "../../oci/tar/entry.ts";
import type { Target } from "./target.ts";
import type { Tree } from "./tree.ts";

export interface Deletions {
  /** Hides or removes what layers below have there. */
  remove(directory: number, name: Buffer, entry: TarEntry): void;
  /** The same for everything in the directory. */
  clear(directory: number): void;
  /** Hears of everything that this layer made or merged. */
  made(fd: number): void;
}

export function deletionsOf(target: Target, tree: Tree): Deletions {
  return target.whiteouts === "overlay" ? new OverlayMarkers(target.opaqueKey) : new PlainRemovals(tree);
}

/** The upper directory holds nothing but this layer: whatever is there already came with it. */
class OverlayMarkers implements Deletions {
  private readonly opaqueKey: string;

  constructor(opaqueKey: string) {
    this.opaqueKey = opaqueKey;
  }

  remove(directory: number, name: Buffer, entry: TarEntry): void {
    const there = findAt(directory, name);
    if (there === undefined) {
      mknodAt(directory, name, S.IFCHR, 0, 0);
      chownAt(directory, name, entry.uid, entry.gid);
    } else if (isDirectory(there)) {
      withFd(openAt(directory, name, O.PATH | O.DIRECTORY | O.NOFOLLOW), (fd) => this.clear(fd));
    } else if (isWhiteout(there)) {
      chownAt(directory, name, entry.uid, entry.gid);
    }
  }

  clear(directory: number): void {
    setXattr(pathAt(directory, "."), this.opaqueKey, Buffer.from("y"));
  }

  made(): void {
    // Told apart by where it is.
  }
}

class PlainRemovals implements Deletions {
  private readonly tree: Tree;
  /** Millions of plain numbers take a fraction of what as many bigints do. */
  private readonly ours = new Set<number | bigint>();

  constructor(tree: Tree) {
    this.tree = tree;
  }

  remove(directory: number, name: Buffer): void {
    this.tree.remove(directory, name, (inode) => this.ours.has(compact(inode)));
  }

  clear(directory: number): void {
    withFd(openAt(directory, ".", O.RDONLY | O.DIRECTORY), (fd) => {
      this.tree.empty(fd, (inode) => this.ours.has(compact(inode)));
    });
  }

  made(fd: number): void {
    this.ours.add(compact(statFd(fd).inode));
  }
}

function compact(inode: bigint): number | bigint {
  return inode <= Number.MAX_SAFE_INTEGER ? Number(inode) : inode;
}
