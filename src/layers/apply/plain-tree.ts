// Applies a layer to a tree that shows the layers below, as native snapshots do, so that deletions remove files from it.
import { chmodFd, chownFd, mkdirAt, unlinkAt } from "../../linux/at.ts";
import { findAt, isDirectory, type Stat, statFd } from "../../linux/stat.ts";
import { type ByteString, byteString, bytesOf } from "../../oci/tar/entry.ts";
import { removeXattrs } from "./attributes.ts";
import type { DirectoryKind, LayerDirectory } from "./directory.ts";
import { namesIn, removeAll } from "./remove.ts";
import { LayerTree } from "./tree.ts";
import { settled, type Unsettled } from "./unsettled.ts";

export class PlainTree extends LayerTree {
  /**
   * Inodes of all files that came with this layer. Millions of plain numbers take a fraction of what as many bigints do, so
   * that only inodes beyond them are bigints.
   */
  readonly #brought = new Set<number | bigint>();

  protected isBrought(stat: Stat): boolean {
    return this.#brought.has(compact(stat.inode));
  }

  made(fd: number): void {
    this.#brought.add(compact(statFd(fd).inode));
  }

  makeDirectory(parent: LayerDirectory, name: ByteString, kind: DirectoryKind): LayerDirectory {
    const fd = this.fdOf(parent);
    const bytes = bytesOf(name);
    const stat = findAt(fd, bytes);
    if (stat !== undefined && isDirectory(stat)) {
      return this.#addExisting(parent, name, kind, stat);
    }
    if (stat !== undefined) {
      unlinkAt(fd, bytes);
    }
    mkdirAt(fd, bytes, 0o755);
    return this.add(parent, name, kind);
  }

  /** Keeps the times of a directory of the layers below, which what the layer does in the directory must not change. */
  #addExisting(
    parent: LayerDirectory,
    name: ByteString,
    kind: DirectoryKind,
    { accessed, modified }: Stat,
  ): LayerDirectory {
    const added = this.add(parent, name, kind);
    added.times = { accessed, modified };
    return added;
  }

  protected passDirectory(parent: LayerDirectory, name: ByteString): LayerDirectory | undefined {
    const stat = findAt(this.fdOf(parent), bytesOf(name));
    const isThere = stat !== undefined && isDirectory(stat);
    return isThere ? this.#addExisting(parent, name, "passed", stat) : undefined;
  }

  protected deleteIn(directory: LayerDirectory, name: ByteString): void {
    const known = directory.child(name);
    if (known !== undefined) {
      this.#deleteDirectory(known);
      return;
    }
    const stat = findAt(this.fdOf(directory), bytesOf(name));
    if (stat !== undefined && !this.isBrought(stat)) {
      removeAll(this.fdOf(directory), bytesOf(name));
    }
  }

  /** Deletes what the layers below have in the directory, and the directory unless this layer has something in it. */
  #deleteDirectory(directory: LayerDirectory): void {
    if (directory.kind === "passed") {
      this.vacate(directory.parent ?? this.root, directory.name);
      return;
    }
    this.clearIn(directory);
    if (directory.kind === "implied") {
      directory.times = undefined;
      const fd = this.fdOf(directory);
      chownFd(fd, 0, 0);
      removeXattrs(fd);
      chmodFd(fd, 0o755);
    }
  }

  protected clearIn(directory: LayerDirectory): void {
    for (const bytes of namesIn(this.fdOf(directory))) {
      this.deleteIn(directory, byteString(bytes));
    }
  }

  vacate(directory: LayerDirectory, name: ByteString): void {
    removeAll(this.fdOf(directory), bytesOf(name));
    directory.forget(name);
  }

  /** Nothing is left to do, because the layers below were there all the time. */
  finish(): Unsettled {
    return settled;
  }
}

function compact(inode: bigint): number | bigint {
  return inode <= Number.MAX_SAFE_INTEGER ? Number(inode) : inode;
}
