// A model of what the layers of an image mean, written as plainly as possible. Source: image-spec layer.md, "Applying Changesets"
// and "Whiteouts". Where the specification says nothing, the model does what containerd does on overlayfs:
// - A parent directory without an entry is made, and replaces anything else that the layers below have by its name.
// - Symlinks in names are followed only if the same layer has them.
// - The target of a hard link must be a file of the same layer.
// A deletion creates nothing, so that it makes no parent directories either.
import type { TarEntry } from "../../../src/oci/tar/entry.ts";

export interface Attributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** The modification time in seconds. */
  readonly modified: number;
  readonly xattrs: ReadonlyMap<string, string>;
}

export interface Directory {
  readonly kind: "directory";
  /** The attributes; undefined when no entry of any layer has set them. */
  readonly attributes: Attributes | undefined;
  readonly children: ReadonlyMap<string, Node>;
}

/** Anything but a directory. Several names for the same leaf are hard links. */
export interface Leaf {
  readonly kind: "file" | "symlink" | "device" | "fifo";
  readonly attributes: Attributes;
  /** The data of a file, or the target of a symlink. */
  readonly content: string;
}

export type Node = Directory | Leaf;

/** An entry with its data. */
export interface LayerEntry extends TarEntry {
  readonly data: string;
}

type Path = readonly string[];

export const emptyTree: Directory = { kind: "directory", attributes: undefined, children: new Map() };

/** The tree that results from applying a layer to the tree below it. Throws when the layer cannot be applied. */
export function applyLayer(below: Directory, entries: readonly LayerEntry[]): Directory {
  const layer = new Layer();
  for (const entry of entries) {
    layer.add(entry);
  }
  return merge(layer.top, layer.remainingOf(below));
}

interface OwnDirectory extends Directory {
  attributes: Attributes | undefined;
  readonly children: Map<string, OwnDirectory | Leaf>;
}

const newDirectory = (attributes?: Attributes): OwnDirectory => ({
  kind: "directory",
  attributes,
  children: new Map(),
});

/** The entries of a layer as a tree, and the paths of the layers below that it deletes. */
class Layer {
  readonly top = newDirectory();
  readonly #deleted = new Set<string>();
  readonly #emptied = new Set<string>();

  add(entry: LayerEntry): void {
    const path = clean(entry.name);
    const name = path.pop();
    if (name === undefined) {
      return;
    }
    if (name === ".wh..wh..opq") {
      this.#delete(this.#emptied, path);
    } else if (name.startsWith(".wh.")) {
      this.#delete(this.#deleted, path, name.slice(4));
    } else if (entry.type === "character" && entry.major === 0 && entry.minor === 0) {
      this.#delete(this.#deleted, path, name);
    } else {
      this.#bring(entry, path, name);
    }
  }

  /** A deletion affects only the layers below, so entries of this layer with the same name stay. */
  #delete(paths: Set<string>, path: Path, ...name: string[]): void {
    const resolved = this.#resolve(path);
    if (resolved !== undefined) {
      paths.add([...resolved, ...name].join("/"));
    }
  }

  #bring(entry: LayerEntry, path: Path, name: string): void {
    const resolved = this.#resolve(path);
    if (resolved === undefined) {
      throw new Error(`${entry.name} is below a file`);
    }
    const parent = this.#make(resolved);
    const existing = parent.children.get(name);
    if (entry.type === "directory" && existing?.kind === "directory") {
      existing.attributes = attributesOf(entry);
      return;
    }
    parent.children.delete(name);
    if (entry.type === "directory") {
      parent.children.set(name, newDirectory(attributesOf(entry)));
      return;
    }
    // Anything but a directory first deletes what the layers below have by its name.
    this.#deleted.add([...resolved, name].join("/"));
    parent.children.set(name, entry.type === "hardlink" ? this.#linked(entry) : leafOf(entry));
  }

  #linked(entry: LayerEntry): Leaf {
    const path = clean(entry.link);
    const name = path.pop() ?? "";
    const resolved = this.#resolve(path);
    const found = resolved && this.#find([...resolved, name]);
    if (found === undefined || found.kind === "directory") {
      throw new Error(`${entry.name} is a hard link to nothing`);
    }
    return found;
  }

  /** The path after following the links of this layer; undefined when a file of this layer is in the way. */
  #resolve(path: Path): string[] | undefined {
    let at: string[] = [];
    let links = 0;
    const todo = [...path];
    for (let name = todo.shift(); name !== undefined; name = todo.shift()) {
      const found = name === ".." ? undefined : this.#find([...at, name]);
      if (name === "..") {
        at.pop();
      } else if (found === undefined || found.kind === "directory") {
        at.push(name);
      } else if (found.kind !== "symlink") {
        return undefined;
      } else if (++links > 40) {
        throw new Error("too many links");
      } else {
        at = found.content.startsWith("/") ? [] : at;
        todo.unshift(...found.content.split("/").filter((part) => part !== "" && part !== "."));
      }
    }
    return at;
  }

  #find(path: Path): OwnDirectory | Leaf | undefined {
    let at: OwnDirectory | Leaf | undefined = this.top;
    for (const name of path) {
      at = at?.kind === "directory" ? at.children.get(name) : undefined;
    }
    return at;
  }

  #make(path: Path): OwnDirectory {
    let at = this.top;
    for (const name of path) {
      const found = at.children.get(name);
      const next = found?.kind === "directory" ? found : newDirectory();
      at.children.set(name, next);
      at = next;
    }
    return at;
  }

  /** The tree below without what the layer deletes. */
  remainingOf(below: Directory, path: Path = []): Directory {
    const children = new Map<string, Node>();
    for (const [name, child] of this.#emptied.has(path.join("/")) ? [] : below.children) {
      const childPath = [...path, name];
      if (!this.#deleted.has(childPath.join("/"))) {
        children.set(name, child.kind === "directory" ? this.remainingOf(child, childPath) : child);
      }
    }
    return { ...below, children };
  }
}

/** Merges two trees. Directories are merged; anything else of the upper tree replaces what is below. */
function merge(own: Directory, below: Directory | undefined): Directory {
  const children = new Map(below?.children);
  for (const [name, child] of own.children) {
    const under = children.get(name);
    const isMerged = child.kind === "directory" && under?.kind === "directory";
    children.set(name, isMerged ? merge(child, under) : child);
  }
  return { kind: "directory", attributes: own.attributes ?? below?.attributes, children };
}

function clean(name: string): string[] {
  const parts: string[] = [];
  for (const part of name.split("/")) {
    if (part === "..") {
      parts.pop();
    } else if (part !== "" && part !== ".") {
      parts.push(part);
    }
  }
  return parts;
}

function attributesOf({ mode, uid, gid, modified, xattrs }: LayerEntry): Attributes {
  return { mode, uid, gid, modified: modified.seconds, xattrs };
}

function leafOf(entry: LayerEntry): Leaf {
  const attributes = attributesOf(entry);
  switch (entry.type) {
    case "symlink":
      return { kind: "symlink", attributes: { ...attributes, mode: 0o777 }, content: entry.link };
    case "character":
      return { kind: "device", attributes, content: `${entry.major}:${entry.minor}` };
    case "fifo":
      return { kind: "fifo", attributes, content: "" };
    default:
      return { kind: "file", attributes, content: entry.data };
  }
}
