// Applies the entries of a layer to a directory. Source: image-spec layer.md, "Applying Changesets"; containerd pkg/archive/tar.go.
import { invalidArgument, resourceExhausted } from "../../errors/index.ts";
import { linkAt, mkdirAt, mknodAt, S, symlinkAt, utimesFd } from "../../linux/at.ts";
import { SystemError } from "../../linux/libc.ts";
import { O, openAt, withFd } from "../../linux/open.ts";
import { isDirectory, isWhiteout, statAt, statFd } from "../../linux/stat.ts";
import { type ByteString, bytesOf, readable, type TarEntry } from "../../oci/tar/entry.ts";
import type { TarSink } from "../../oci/tar/reader.ts";
import { accessTime, setClosed, setOpen } from "./attributes.ts";
import { type Deletions, deletionsOf } from "./deletions.ts";
import { FileWriter } from "./file-writer.ts";
import { type Inherited, Parents } from "./parents.ts";
import type { Target } from "./target.ts";
import { cleanPath, type Place, Tree } from "./tree.ts";
import { parseWhiteout } from "./whiteout.ts";

/** Their times wait in memory for the end: a layer made of nothing but directories must not fill it. */
const maxDirectories = 1 << 19;
/** Names of implicit directories are told to the daemon. */
const maxImplicitBytes = 4 << 20;

interface LateTimes extends Inherited {
  readonly path: readonly ByteString[];
}

export class Applier implements TarSink {
  private readonly tree: Tree;
  private readonly parents: Parents;
  private readonly deletions: Deletions;
  /** Directories made because something is in them, by inode: the layer may still name them itself. */
  private readonly implicit = new Map<
    bigint,
    { path: readonly ByteString[]; times: Inherited | undefined }
  >();
  private readonly explicit: LateTimes[] = [];
  private implicitBytes = 0;
  private entry: TarEntry | undefined;
  private file: FileWriter | undefined;

  constructor(target: Target) {
    this.parents = new Parents(target.parents);
    this.tree = new Tree(target.path, (directory, name, path) => this.onImplicit(directory, name, path));
    this.deletions = deletionsOf(target, this.tree);
  }

  close(): void {
    this.file?.abandon();
    this.tree.close();
    this.parents.close();
  }

  get root(): number {
    return this.tree.root;
  }

  begin(entry: TarEntry): void {
    this.entry = entry;
    this.named(() => this.place(entry));
  }

  data(bytes: Uint8Array, offset: number): void {
    const { file } = this;
    if (file !== undefined) {
      this.named(() => file.write(bytes, offset));
    }
  }

  end(): void {
    const { file, entry } = this;
    if (file !== undefined && entry !== undefined) {
      this.file = undefined;
      this.named(() => file.finish(entry));
    }
    this.entry = undefined;
  }

  /** After the last entry: times of directories, which every change in them sets anew. Gives the implicit ones. */
  finish(): ByteString[] {
    const inherited = [...this.implicit.values()];
    const late = inherited.flatMap(({ path, times }) => (times === undefined ? [] : [{ path, ...times }]));
    for (const { path, accessed, modified } of [...this.explicit, ...late]) {
      this.setDirectoryTimes(path, accessed, modified);
    }
    return inherited.map(({ path }) => path.join("/"));
  }

  private setDirectoryTimes(
    path: readonly ByteString[],
    accessed: Inherited["accessed"],
    modified: Inherited["modified"],
  ): void {
    try {
      withFd(this.tree.open(path, O.RDONLY), (fd) => utimesFd(fd, accessed, modified));
    } catch (error) {
      // A later entry of the layer may have put something else in its place.
      const isGone = error instanceof SystemError && ["ENOENT", "ENOTDIR", "ELOOP"].includes(error.code);
      if (!isGone) {
        throw new Error(`entry ${readable(path.join("/"))}`, { cause: error });
      }
    }
  }

  private place(entry: TarEntry): void {
    const path = cleanPath(entry.name);
    const place = this.tree.place(path);
    if (place === undefined) {
      return;
    }
    const whiteout = parseWhiteout(path.at(-1) ?? "");
    switch (whiteout?.kind) {
      case undefined:
        this.make(entry, place, path);
        break;
      case "delete":
        this.deletions.remove(place.directory, bytesOf(whiteout.name), entry);
        break;
      case "opaque":
        this.deletions.clear(place.directory);
        break;
      case "ignored":
        break;
    }
  }

  private make(entry: TarEntry, place: Place, path: readonly ByteString[]): void {
    switch (entry.type) {
      case "file":
        this.file = this.replacing(place, () => FileWriter.create(place, entry));
        this.deletions.made(this.file.fd);
        break;
      case "directory":
        this.makeDirectory(entry, place, path);
        break;
      case "other":
        throw invalidArgument(`unhandled tar header type ${JSON.stringify(entry.flag)}`);
      default:
        this.replacing(place, () => this.makeSpecial(entry, place));
        setClosed(place.directory, place.name, entry);
        withFd(openAt(place.directory, place.name, O.PATH | O.NOFOLLOW), (fd) => this.deletions.made(fd));
    }
  }

  private makeSpecial(entry: TarEntry, { directory, name }: Place): void {
    switch (entry.type) {
      case "symlink":
        symlinkAt(bytesOf(entry.link), directory, name);
        break;
      case "hardlink":
        this.makeHardLink(entry, directory, name);
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

  /** To a file of this archive, named from the root. A symlink is linked itself, its directory is resolved inside. */
  private makeHardLink(entry: TarEntry, directory: number, name: Buffer): void {
    const link = cleanPath(entry.link);
    const last = link.pop();
    if (last === undefined) {
      throw new Error("hard link to the root");
    }
    withFd(this.tree.open(link), (fd) => linkAt(fd, bytesOf(last), directory, name));
  }

  /** A directory that is there is kept, with what is in it, and takes the entry's attributes. */
  private makeDirectory(entry: TarEntry, place: Place, path: readonly ByteString[]): void {
    const { directory, name } = place;
    const replaced = this.replacing(place, () => mkdirAt(directory, name, 0o700), "directory");
    withFd(openAt(directory, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW), (fd) => {
      if (replaced === "whiteout") {
        this.deletions.clear(fd);
      }
      setOpen(fd, entry);
      this.deletions.made(fd);
      this.implicit.delete(statFd(fd).inode);
    });
    this.explicit.push({ path, accessed: accessTime(entry), modified: entry.modified });
    this.checkDirectories();
  }

  private checkDirectories(): void {
    if (this.implicitBytes > maxImplicitBytes) {
      throw resourceExhausted("layer with too many directories that it names only implicitly");
    }
    if (this.explicit.length + this.implicit.size > maxDirectories) {
      throw resourceExhausted(`layer with more than ${maxDirectories} directories`);
    }
  }

  private replacing(place: Place, make: () => void, keep: "directory"): "whiteout" | undefined;
  private replacing<T>(place: Place, make: () => T): T;
  private replacing<T>(place: Place, make: () => T, keep?: "directory"): T | "whiteout" | undefined {
    const { directory, name } = place;
    try {
      return make();
    } catch (error) {
      if (!(error instanceof SystemError && error.code === "EEXIST")) {
        throw error;
      }
    }
    const stat = statAt(directory, name);
    if (keep === "directory" && isDirectory(stat)) {
      return undefined;
    }
    this.tree.remove(directory, name);
    const made = make();
    return keep === "directory" && isWhiteout(stat) ? "whiteout" : made;
  }

  private onImplicit(directory: number, name: Buffer, path: readonly ByteString[]): void {
    withFd(openAt(directory, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW), (fd) => {
      const times = this.parents.inherit(path, fd);
      this.implicit.set(statFd(fd).inode, { path, times });
      this.deletions.made(fd);
    });
    this.implicitBytes += path.join("/").length;
    this.checkDirectories();
  }

  private named(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw new Error(`entry ${readable(this.entry?.name ?? "")}`, { cause: error });
    }
  }
}
