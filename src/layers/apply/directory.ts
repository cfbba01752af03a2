// The directories that a layer brings or touches, kept in memory while it is applied. What the layer means is decided by
// them and not by what is on the disk, where the directories of this layer and of those below look the same.
import type { Timespec } from "../../linux/at.ts";
import type { ByteString } from "../../oci/tar/entry.ts";

/**
 * Why a directory is here: `named` ones have an entry of their own, `implied` ones hold such entries, and `passed` ones hold
 * nothing but deletions. A directory that is only implied takes its attributes from the layers below, and one that is only
 * passed is not brought by this layer at all.
 */
export type DirectoryKind = "named" | "implied" | "passed";

export interface Times {
  readonly accessed: Timespec;
  readonly modified: Timespec;
}

export class LayerDirectory {
  readonly name: ByteString;
  readonly parent: LayerDirectory | undefined;
  /** The length of the path in bytes. */
  readonly length: number;
  kind: DirectoryKind;
  /** The layer deleted or replaced what the layers below have here: neither its attributes nor its children show through. */
  isCut = false;
  /** The layer deleted all that the layers below have in this directory, but not the directory. */
  isOpaque = false;
  /** There are whiteouts of overlayfs directly in it. */
  hasWhiteouts = false;
  /** The times that the directory gets after the last entry, because whatever is made in it changes them. */
  times: Times | undefined;
  #children: Map<ByteString, LayerDirectory> | undefined;

  constructor(name: ByteString, parent: LayerDirectory | undefined, kind: DirectoryKind) {
    this.name = name;
    this.parent = parent;
    this.kind = kind;
    this.length = parent === undefined ? 0 : parent.length + name.length + 1;
  }

  child(name: ByteString): LayerDirectory | undefined {
    return this.#children?.get(name);
  }

  children(): Iterable<LayerDirectory> {
    return this.#children?.values() ?? [];
  }

  add(name: ByteString, kind: DirectoryKind): LayerDirectory {
    const added = new LayerDirectory(name, this, kind);
    this.#children ??= new Map();
    this.#children.set(name, added);
    return added;
  }

  /** Forgets a child with all below it, because it was removed. */
  forget(name: ByteString): void {
    const child = this.#children?.get(name);
    if (child !== undefined) {
      child.#children = undefined;
    }
    this.#children?.delete(name);
  }

  /** Notes that an entry is in this directory, so that it and those above it are more than passed. */
  imply(): void {
    for (let at: LayerDirectory | undefined = this; at?.kind === "passed"; at = at.parent) {
      at.kind = "implied";
    }
  }

  /** The names from the root on. */
  get path(): ByteString[] {
    const names: ByteString[] = [];
    for (let at: LayerDirectory = this; at.parent !== undefined; at = at.parent) {
      names.push(at.name);
    }
    return names.reverse();
  }
}

/** All directories below `top`, each before those in it. It does not recurse, because a layer may be deeper than the stack. */
export function* directoriesBelow(top: LayerDirectory): Generator<LayerDirectory> {
  const waiting = [...top.children()].reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (const child of [...next.children()].reverse()) {
      waiting.push(child);
    }
  }
}
