// Writes a layer to an upper directory of overlayfs, which has nothing but this layer, so that deletions become markers. Some of
// the markers depend on the layers below, which may not be there yet: `finish` gives what has to be done when they are.
// Source: the kernel's Documentation/filesystems/overlayfs.rst, "whiteouts and opaque directories".
import { mkdirAt, mknodAt, S, unlinkAt } from "../../linux/at.ts";
import { findAt, isWhiteout, type Stat } from "../../linux/stat.ts";
import { pathAt, setXattr } from "../../linux/xattr.ts";
import { type ByteString, bytesOf } from "../../oci/tar/entry.ts";
import { type DirectoryKind, directoriesBelow, type LayerDirectory } from "./directory.ts";
import { removeAll } from "./remove.ts";
import { removeWhiteouts } from "./settle.ts";
import { LayerTree } from "./tree.ts";
import type { Unsettled, UnsettledDirectory } from "./unsettled.ts";

export class UpperTree extends LayerTree {
  /** Name of the attribute by which overlayfs knows an opaque directory. */
  readonly #opaqueKey: string;

  constructor(path: string, opaqueKey: string) {
    super(path);
    this.#opaqueKey = opaqueKey;
  }

  protected isBrought(stat: Stat): boolean {
    return !isWhiteout(stat);
  }

  made(): void {
    // All that is in the upper directory came with this layer.
  }

  /** What had this name before hid what the layers below have, so that the new directory must go on to hide it. */
  makeDirectory(parent: LayerDirectory, name: ByteString, kind: DirectoryKind): LayerDirectory {
    const fd = this.fdOf(parent);
    const bytes = bytesOf(name);
    const hasHidden = findAt(fd, bytes) !== undefined;
    if (hasHidden) {
      unlinkAt(fd, bytes);
    }
    mkdirAt(fd, bytes, 0o755);
    const made = this.add(parent, name, kind);
    if (hasHidden) {
      this.#cut(made);
    }
    return made;
  }

  #cut(directory: LayerDirectory): void {
    directory.isCut = true;
    this.#markOpaque(directory);
  }

  /** The kernel ignores such a mark of the root directory, where `settle` makes whiteouts instead. */
  #markOpaque(directory: LayerDirectory): void {
    if (directory.parent !== undefined) {
      setXattr(pathAt(this.fdOf(directory), "."), this.#opaqueKey, Buffer.from("y"));
    }
  }

  protected passDirectory(parent: LayerDirectory, name: ByteString): LayerDirectory | undefined {
    const isDeleted = findAt(this.fdOf(parent), bytesOf(name)) !== undefined;
    return isDeleted ? undefined : this.makeDirectory(parent, name, "passed");
  }

  protected deleteIn(directory: LayerDirectory, name: ByteString): void {
    const known = directory.child(name);
    if (known !== undefined && known.kind !== "passed") {
      this.#cut(known);
      return;
    }
    if (known !== undefined) {
      this.vacate(directory, name);
    }
    const fd = this.fdOf(directory);
    if (findAt(fd, bytesOf(name)) === undefined) {
      mknodAt(fd, bytesOf(name), S.IFCHR);
      directory.hasWhiteouts = true;
    }
  }

  protected clearIn(directory: LayerDirectory): void {
    directory.isOpaque = true;
    this.#markOpaque(directory);
  }

  vacate(directory: LayerDirectory, name: ByteString): void {
    removeAll(this.fdOf(directory), bytesOf(name));
    directory.forget(name);
  }

  /** Removes the markers that mean nothing, and gives what depends on the layers below. */
  finish(): Unsettled {
    const isRootOpaque = this.root.isOpaque;
    if (isRootOpaque) {
      for (const child of this.root.children()) {
        this.#cut(child);
      }
    }
    const directories: UnsettledDirectory[] = [];
    for (const directory of directoriesBelow(this.root)) {
      this.#prune(directory);
      const { kind, isCut, hasWhiteouts } = directory;
      if (!isCut && (kind !== "named" || hasWhiteouts)) {
        directories.push({ path: directory.path.join("/"), kind, hasWhiteouts });
      }
    }
    return { isRootOpaque, directories };
  }

  /** Where nothing of the layers below shows through, overlayfs would show whiteouts as names without files. */
  #prune(directory: LayerDirectory): void {
    // What hides a directory hides those in it. They come after it.
    directory.isCut ||= !showsChildren(directory.parent ?? this.root);
    if (directory.isCut && directory.kind === "passed") {
      this.vacate(directory.parent ?? this.root, directory.name);
    } else if (directory.hasWhiteouts && !showsChildren(directory)) {
      removeWhiteouts(this.fdOf(directory));
      directory.hasWhiteouts = false;
    }
  }
}

/** Whether what the layers below have in the directory shows through. */
function showsChildren({ isCut, isOpaque }: LayerDirectory): boolean {
  return !isCut && !isOpaque;
}
