// The directory that a layer is applied to. Links are resolved among what the layer itself brought, as if the directory were
// the root, and the kernel keeps every name inside (CVE-2021-32760, CVE-2025-47290). What the layers below have is only passed
// through where it is a directory; an entry below anything else replaces it by a directory. That is what overlayfs makes of a
// layer that is written without those below it, and an image must not mean something else on another snapshotter.
import { invalidArgument, resourceExhausted } from "../../errors/index.ts";
import { readlinkAt } from "../../linux/at.ts";
import { closeFd } from "../../linux/fd.ts";
import { AT_FDCWD, O, openAt, openIn, withFd } from "../../linux/open.ts";
import { findAt, isSymlink, type Stat } from "../../linux/stat.ts";
import { type ByteString, byteString, bytesOf, readable } from "../../oci/tar/entry.ts";
import { type DirectoryKind, LayerDirectory } from "./directory.ts";
import type { Unsettled } from "./unsettled.ts";

type Path = readonly ByteString[];

/** The names that are resolved at once: so many of 255 bytes fit into the 4096 bytes that a path may have. */
const maxNames = 15;
/** The symbolic links that one path may lead through, as in the kernel. */
const maxLinks = 40;
/** A layer made of nothing but directories must not fill the memory in which they are kept. */
const maxDirectories = 1 << 19;
/** The paths of directories without an entry of their own go to the daemon, whose memory they must not fill. */
const maxUnnamedBytes = 4 << 20;

/** How far a path leads among what the layer brought. */
interface Reached {
  readonly directory: LayerDirectory;
  /** The names after it, which are not of this layer. */
  readonly rest: Path;
}

interface OpenDirectory {
  readonly directory: LayerDirectory;
  readonly fd: number;
}

export abstract class LayerTree {
  readonly root = new LayerDirectory("", undefined, "named");
  /** A descriptor of the top directory. */
  readonly rootFd: number;
  #open: OpenDirectory | undefined;
  #directories = 0;
  #unnamedBytes = 0;

  constructor(path: string) {
    this.rootFd = openAt(AT_FDCWD, path, O.RDONLY | O.DIRECTORY);
  }

  close(): void {
    this.#setOpen(undefined);
    closeFd(this.rootFd);
  }

  /** The directory at `path` for an entry in it. It is made when it is missing, also at the end of a link of the layer. */
  enter(path: Path): LayerDirectory {
    const reached = this.#reach(path);
    if (reached === undefined) {
      throw invalidArgument(`${readable(path.join("/"))} leads through what is not a directory`);
    }
    let { directory } = reached;
    directory.imply();
    for (const name of reached.rest) {
      directory = this.makeDirectory(directory, name, "implied");
    }
    return directory;
  }

  /** The directory at `path` among what the layer brought. */
  find(path: Path): LayerDirectory | undefined {
    const reached = this.#reach(path);
    return reached?.rest.length === 0 ? reached.directory : undefined;
  }

  /** Deletes what the layers below have by this name. What this layer brought stays, whatever the order was. */
  delete(path: Path, name: ByteString): void {
    const directory = this.#pass(path);
    if (directory !== undefined) {
      this.deleteIn(directory, name);
    }
  }

  /** Deletes all that the layers below have in the directory at `path`. */
  clear(path: Path): void {
    const directory = this.#pass(path);
    if (directory !== undefined) {
      this.clearIn(directory);
    }
  }

  /** The directory at `path` for a deletion in it; undefined where there can be nothing to delete. */
  #pass(path: Path): LayerDirectory | undefined {
    const reached = this.#reach(path);
    let directory = reached?.directory;
    for (const name of reached?.rest ?? []) {
      directory = directory && this.passDirectory(directory, name);
    }
    return directory;
  }

  /** Undefined when something that the layer brought is in the way. */
  #reach(path: Path): Reached | undefined {
    let directory = this.root;
    let rest: ByteString[] = [];
    let links = 0;
    const todo = [...path];
    for (let name = todo.shift(); name !== undefined; name = todo.shift()) {
      if (name === "..") {
        directory = rest.pop() === undefined ? (directory.parent ?? directory) : directory;
        continue;
      }
      const known = rest.length > 0 ? undefined : directory.child(name);
      const brought = rest.length > 0 || known !== undefined ? undefined : this.#brought(directory, name);
      if (known !== undefined) {
        directory = known;
      } else if (brought === undefined) {
        rest.push(name);
      } else if (!isSymlink(brought)) {
        return undefined;
      } else {
        const link = this.#readLink(directory, name, ++links);
        directory = link.startsWith("/") ? this.root : directory;
        rest = [];
        todo.unshift(...link.split("/").filter((part) => part !== "" && part !== "."));
      }
    }
    return { directory, rest };
  }

  #readLink(directory: LayerDirectory, name: ByteString, links: number): ByteString {
    if (links > maxLinks) {
      throw invalidArgument("too many symbolic links");
    }
    return byteString(readlinkAt(this.fdOf(directory), bytesOf(name)));
  }

  /** The file of this name, unless it is a directory or not of this layer. */
  #brought(directory: LayerDirectory, name: ByteString): Stat | undefined {
    const stat = findAt(this.fdOf(directory), bytesOf(name));
    return stat !== undefined && this.isBrought(stat) ? stat : undefined;
  }

  /** Whether the layer has a file of this name that is no directory. */
  has(directory: LayerDirectory, name: ByteString): boolean {
    return directory.child(name) === undefined && this.#brought(directory, name) !== undefined;
  }

  /** A descriptor of the directory. It is valid until the next call. */
  fdOf(directory: LayerDirectory): number {
    if (directory.parent === undefined) {
      return this.rootFd;
    }
    if (this.#open?.directory !== directory) {
      this.#setOpen({ directory, fd: this.#openDirectory(directory) });
    }
    return this.#open?.fd ?? this.rootFd;
  }

  #openDirectory(directory: LayerDirectory): number {
    const flags = O.RDONLY | O.DIRECTORY | O.NOFOLLOW;
    if (this.#open !== undefined && this.#open.directory === directory.parent) {
      return openAt(this.#open.fd, bytesOf(directory.name), flags);
    }
    const { path } = directory;
    let fd = openIn(this.rootFd, bytesOf(path.slice(0, maxNames).join("/")), flags);
    // With links a layer can make directories that are deeper than any path that the kernel takes at once.
    for (let at = maxNames; at < path.length; at += maxNames) {
      const rest = bytesOf(path.slice(at, at + maxNames).join("/"));
      fd = withFd(fd, (above) => openIn(above, rest, flags));
    }
    return fd;
  }

  #setOpen(open: OpenDirectory | undefined): void {
    if (this.#open !== undefined) {
      closeFd(this.#open.fd);
    }
    this.#open = open;
  }

  /** Notes a directory that is on the disk. */
  protected add(parent: LayerDirectory, name: ByteString, kind: DirectoryKind): LayerDirectory {
    const added = parent.add(name, kind);
    this.#unnamedBytes += kind === "named" ? 0 : added.length;
    if (this.#unnamedBytes > maxUnnamedBytes) {
      throw resourceExhausted("layer with too many directories that it does not name");
    }
    if (++this.#directories > maxDirectories) {
      throw resourceExhausted(`layer with more than ${maxDirectories} directories`);
    }
    return added;
  }

  /** Whether a file that is no directory came with this layer. */
  protected abstract isBrought(stat: Stat): boolean;
  /** Notes a file that was made. */
  abstract made(fd: number): void;
  /** Makes a directory where this layer has none, in place of anything else that has its name. */
  abstract makeDirectory(parent: LayerDirectory, name: ByteString, kind: DirectoryKind): LayerDirectory;
  /** A directory that the layer has not touched yet, for a deletion in it; undefined where nothing can be deleted. */
  protected abstract passDirectory(parent: LayerDirectory, name: ByteString): LayerDirectory | undefined;
  protected abstract deleteIn(directory: LayerDirectory, name: ByteString): void;
  protected abstract clearIn(directory: LayerDirectory): void;
  /** After the last entry. Gives what depends on the layers below. */
  abstract finish(): Unsettled;
  /** Removes whatever has this name, so that something else can take it. */
  abstract vacate(directory: LayerDirectory, name: ByteString): void;
}

/** The parts of a name from an archive without `.` and `..`. A `..` drops the part before it and never leads above the root. */
export function cleanPath(name: ByteString): ByteString[] {
  const parts: ByteString[] = [];
  for (const part of name.split("/")) {
    if (part === "..") {
      parts.pop();
    } else if (part !== "" && part !== ".") {
      parts.push(part);
    }
  }
  return parts;
}
