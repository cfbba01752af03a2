// Applies the entries of a layer to a directory. Source: image-spec layer.md, "Applying Changesets"; containerd pkg/archive/tar.go.
import { invalidArgument } from "../../errors/index.ts";
import { linkAt, mknodAt, S, symlinkAt, utimesFd } from "../../linux/at.ts";
import { SystemError } from "../../linux/libc.ts";
import { O, openAt, withFd } from "../../linux/open.ts";
import { type ByteString, bytesOf, readable, type TarEntry } from "../../oci/tar/entry.ts";
import type { TarSink } from "../../oci/tar/reader.ts";
import { removeXattrs, setClosedAttributes, setOpenAttributes, timesOf } from "./attributes.ts";
import { directoriesBelow, type LayerDirectory, type Times } from "./directory.ts";
import { FileWriter } from "./file-writer.ts";
import { LowerLayers } from "./lower-layers.ts";
import { PlainTree } from "./plain-tree.ts";
import { settle } from "./settle.ts";
import type { Target } from "./target.ts";
import { cleanPath, type LayerTree } from "./tree.ts";
import { isSettled, settled, type Unsettled } from "./unsettled.ts";
import { UpperTree } from "./upper-tree.ts";
import { whiteoutOf } from "./whiteout.ts";

export class Applier implements TarSink {
  readonly #target: Target;
  readonly #tree: LayerTree;
  #entry: TarEntry | undefined;
  #file: FileWriter | undefined;

  constructor(target: Target) {
    const { path, opaqueKey } = target;
    this.#target = target;
    this.#tree = opaqueKey === undefined ? new PlainTree(path) : new UpperTree(path, opaqueKey);
  }

  close(): void {
    this.#file?.abandon();
    this.#tree.close();
  }

  /** A descriptor of the directory that the layer is applied to. */
  get root(): number {
    return this.#tree.rootFd;
  }

  begin(entry: TarEntry): void {
    this.#entry = entry;
    this.#named(() => this.#place(entry));
  }

  data(bytes: Uint8Array, offset: number): void {
    const file = this.#file;
    if (file !== undefined) {
      this.#named(() => file.write(bytes, offset));
    }
  }

  end(): void {
    const file = this.#file;
    if (file !== undefined) {
      this.#file = undefined;
      this.#named(() => file.finish());
    }
    this.#entry = undefined;
  }

  /** After the last entry. Gives what can only be done when the layers below are there. */
  finish(): Unsettled {
    const unsettled = this.#settle(this.#tree.finish());
    this.#setTimes();
    return unsettled;
  }

  #settle(unsettled: Unsettled): Unsettled {
    const { parents } = this.#target;
    if (parents === undefined || isSettled(unsettled)) {
      return unsettled;
    }
    const lower = new LowerLayers(parents);
    try {
      settle(this.root, lower, unsettled);
    } finally {
      lower.close();
    }
    return settled;
  }

  #setTimes(): void {
    for (const directory of directoriesBelow(this.#tree.root)) {
      if (directory.times !== undefined) {
        this.#setTimesOf(directory, directory.times);
      }
    }
  }

  #setTimesOf(directory: LayerDirectory, { accessed, modified }: Times): void {
    try {
      utimesFd(this.#tree.fdOf(directory), accessed, modified);
    } catch (cause) {
      throw new Error(`directory ${readable(directory.path.join("/"))}`, { cause });
    }
  }

  #place(entry: TarEntry): void {
    const path = cleanPath(entry.name);
    const name = path.pop();
    // The root directory stays as it is, as with containerd.
    if (name === undefined) {
      return;
    }
    const whiteout = whiteoutOf(name, entry);
    switch (whiteout?.kind) {
      case undefined:
        this.#make(entry, this.#tree.enter(path), name);
        break;
      case "delete":
        this.#tree.delete(path, whiteout.name);
        break;
      case "opaque":
        this.#tree.clear(path);
        break;
      case "ignored":
        break;
    }
  }

  #make(entry: TarEntry, directory: LayerDirectory, name: ByteString): void {
    switch (entry.type) {
      case "file":
        this.#file = this.#replacing(directory, name, (fd, bytes) => FileWriter.create(fd, bytes, entry));
        this.#tree.made(this.#file.fd);
        break;
      case "directory":
        this.#makeDirectory(entry, directory, name);
        break;
      case "hardlink":
        this.#makeHardLink(entry, directory, name);
        break;
      case "other":
        throw invalidArgument(`unhandled tar header type ${JSON.stringify(entry.flag)}`);
      default:
        this.#replacing(directory, name, (fd, bytes) => makeSpecial(entry, fd, bytes));
        this.#finishSpecial(entry, this.#tree.fdOf(directory), bytesOf(name));
    }
  }

  /** A directory that is there is kept, with what is in it, and takes the entry's attributes in place of its own. */
  #makeDirectory(entry: TarEntry, parent: LayerDirectory, name: ByteString): void {
    const directory = parent.child(name) ?? this.#tree.makeDirectory(parent, name, "named");
    const fd = this.#tree.fdOf(directory);
    directory.kind = "named";
    directory.times = timesOf(entry);
    removeXattrs(fd);
    setOpenAttributes(fd, entry);
  }

  /** A link leads to a file of the same layer, named from the root. A symlink is linked itself, its directory is resolved. */
  #makeHardLink(entry: TarEntry, directory: LayerDirectory, name: ByteString): void {
    const path = cleanPath(entry.link);
    const last = path.pop();
    if (last === undefined) {
      throw invalidArgument("hard link to the root");
    }
    // As for any other file, what has the name goes first: the link cannot lead to it or through it.
    this.#tree.vacate(directory, name);
    const source = this.#tree.find(path);
    if (source === undefined || !this.#tree.has(source, last)) {
      throw invalidArgument(`hard link to ${readable(entry.link)}, which is no file of this layer`);
    }
    withFd(openAt(this.#tree.fdOf(source), ".", O.PATH | O.DIRECTORY), (from) =>
      linkAt(from, bytesOf(last), this.#tree.fdOf(directory), bytesOf(name)),
    );
  }

  #finishSpecial(entry: TarEntry, directory: number, name: Buffer): void {
    setClosedAttributes(directory, name, entry);
    withFd(openAt(directory, name, O.PATH | O.NOFOLLOW), (fd) => this.#tree.made(fd));
  }

  /** Makes something that is no directory, in place of whatever has its name. */
  #replacing<T>(directory: LayerDirectory, name: ByteString, make: (fd: number, name: Buffer) => T): T {
    const bytes = bytesOf(name);
    try {
      return make(this.#tree.fdOf(directory), bytes);
    } catch (error) {
      if (!(error instanceof SystemError && error.code === "EEXIST")) {
        throw error;
      }
    }
    this.#tree.vacate(directory, name);
    return make(this.#tree.fdOf(directory), bytes);
  }

  #named(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw new Error(`entry ${readable(this.#entry?.name ?? "")}`, { cause: error });
    }
  }
}

function makeSpecial(entry: TarEntry, directory: number, name: Buffer): void {
  switch (entry.type) {
    case "symlink":
      symlinkAt(bytesOf(entry.link), directory, name);
      break;
    case "character":
      mknodAt(directory, name, S.IFCHR | entry.mode, entry.major, entry.minor);
      break;
    case "block":
      mknodAt(directory, name, S.IFBLK | entry.mode, entry.major, entry.minor);
      break;
    case "fifo":
      mknodAt(directory, name, S.IFIFO | entry.mode);
      break;
  }
}
