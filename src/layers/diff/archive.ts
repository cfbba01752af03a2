// Writes changes as the archive of a layer. Source: containerd pkg/archive/tar.go, ChangeWriter.
import { readSync } from "node:fs";
import { readlinkAt, S } from "../../linux/at.ts";
import { closeFd } from "../../linux/fd.ts";
import { O, openAt, openIn, withFd } from "../../linux/open.ts";
import { isDirectory, type Stat, statAt } from "../../linux/stat.ts";
import { getXattr, pathAt } from "../../linux/xattr.ts";
import { type ByteString, byteString, bytesOf, type FileType, readable } from "../../oci/tar/entry.ts";
import { TarWriter, type WrittenEntry } from "../../oci/tar/writer.ts";
import type { Change } from "./changes.ts";
import { capabilityKey } from "./same-file.ts";

type Path = readonly ByteString[];

const pieceSize = 1 << 20;
/** Small headers are collected until they have this many bytes together. */
const flushSize = 1 << 16;

export class LayerArchive {
  readonly #root: number;
  readonly #latest: number;
  readonly #tar: TarWriter;
  #pending: Uint8Array[] = [];
  #pendingSize = 0;
  readonly #written = new Set<ByteString>();
  /** The first name of an inode in the archive, to which its other names are links. */
  readonly #sources = new Map<string, ByteString>();
  readonly #waiting = new Map<string, Path[]>();

  /** No time in the archive is later than `latest`, in seconds since 1970. */
  constructor(root: number, latest: number = Number.POSITIVE_INFINITY) {
    this.#root = root;
    this.#latest = latest;
    this.#tar = new TarWriter((bytes) => {
      this.#pending.push(bytes);
      this.#pendingSize += bytes.length;
    });
  }

  *write(changes: Iterable<Change>): Generator<Uint8Array> {
    for (const change of changes) {
      yield* this.#change(change);
    }
    this.#tar.end();
    yield* this.#flush(0);
  }

  *#change({ kind, path, stat }: Change): Generator<Uint8Array> {
    if (kind === "delete" || stat === undefined) {
      yield* this.#parents(path);
      this.#tar.begin({ ...deleted, name: [...path.slice(0, -1), `.wh.${path.at(-1)}`].join("/") });
      yield* this.#flush();
    } else if (!isDirectory(stat) && stat.links > 1) {
      yield* this.#linked(path, stat, kind === "linked");
    } else if (kind !== "linked") {
      yield* this.#entry(path, stat);
    }
  }

  /** Of several names of an inode, the first changed one has the data in the archive, and all others are links to it. */
  *#linked(path: Path, stat: Stat, isUnchanged: boolean): Generator<Uint8Array> {
    const inode = `${stat.device} ${stat.inode}`;
    const source = this.#sources.get(inode);
    if (source !== undefined) {
      yield* this.#entry(path, stat, source);
    } else if (isUnchanged) {
      this.#wait(inode, path);
    } else {
      const name = path.join("/");
      this.#sources.set(inode, name);
      yield* this.#entry(path, stat);
      for (const other of this.#waiting.get(inode) ?? []) {
        yield* this.#entry(other, stat, name);
      }
      this.#waiting.delete(inode);
    }
  }

  #wait(inode: string, path: Path): void {
    const waiting = this.#waiting.get(inode);
    if (waiting === undefined) {
      this.#waiting.set(inode, [path]);
    } else {
      waiting.push(path);
    }
  }

  *#parents(path: Path): Generator<Uint8Array> {
    for (let depth = 1; depth < path.length; depth++) {
      const parent = path.slice(0, depth);
      if (!this.#written.has(parent.join("/"))) {
        yield* this.#entry(parent, this.#at(parent, statAt));
      }
    }
  }

  *#entry(path: Path, stat: Stat, source?: ByteString): Generator<Uint8Array> {
    const type = typeOf(stat);
    if (type === undefined) {
      return;
    }
    yield* this.#parents(path);
    const name = path.join("/");
    if (type === "directory") {
      this.#written.add(name);
    }
    const entry = this.#header(path, stat, source === undefined ? type : "hardlink", source);
    this.#tar.begin(entry);
    yield* this.#flush();
    if (entry.size > 0) {
      yield* this.#content(path, entry.size);
    }
  }

  #header(path: Path, stat: Stat, type: FileType, source: ByteString | undefined): WrittenEntry {
    const isDevice = type === "character" || type === "block";
    const capability = this.#at(path, (fd, name) => getXattr(pathAt(fd, name), capabilityKey));
    const link = type === "symlink" ? byteString(this.#at(path, readlinkAt)) : source;
    return {
      name: path.join("/") + (type === "directory" ? "/" : ""),
      type,
      mode: stat.mode & 0o7777,
      uid: stat.uid,
      gid: stat.gid,
      size: type === "file" ? stat.size : 0,
      modified: Math.min(stat.modified.seconds, this.#latest),
      ...(link === undefined ? {} : { link }),
      ...(isDevice ? { major: stat.major, minor: stat.minor } : {}),
      ...(capability === undefined || capability.length === 0
        ? {}
        : { xattrs: new Map([[capabilityKey, byteString(capability)]]) }),
    };
  }

  *#content(path: Path, size: number): Generator<Uint8Array> {
    const fd = this.#at(path, (directory, name) => openAt(directory, name, O.RDONLY | O.NOFOLLOW));
    try {
      for (let offset = 0; offset < size; ) {
        const buffer = Buffer.allocUnsafeSlow(Math.min(pieceSize, size - offset));
        const length = readSync(fd, buffer, 0, buffer.length, offset);
        if (length === 0) {
          throw new Error(`${readable(path.join("/"))} became shorter while it was read`);
        }
        this.#tar.data(buffer.subarray(0, length));
        offset += length;
        yield* this.#flush();
      }
    } finally {
      closeFd(fd);
    }
  }

  #at<T>(path: Path, use: (directory: number, name: Buffer) => T): T {
    const parent = path.length === 1 ? "." : bytesOf(path.slice(0, -1).join("/"));
    return withFd(openIn(this.#root, parent, O.PATH | O.DIRECTORY), (fd) =>
      use(fd, bytesOf(path.at(-1) ?? "")),
    );
  }

  *#flush(threshold = flushSize): Generator<Uint8Array> {
    if (this.#pendingSize > threshold) {
      const bytes = this.#pending.length === 1 ? this.#pending[0] : Buffer.concat(this.#pending);
      this.#pending = [];
      this.#pendingSize = 0;
      if (bytes !== undefined) {
        yield bytes;
      }
    }
  }
}

/** As containerd does, deletions have the time 0 whatever the source date epoch is. */
const deleted = { type: "file", mode: 0, uid: 0, gid: 0, size: 0, modified: 0 } as const;

const types: Readonly<Record<number, FileType>> = {
  [S.IFREG]: "file",
  [S.IFDIR]: "directory",
  [S.IFLNK]: "symlink",
  [S.IFCHR]: "character",
  [S.IFBLK]: "block",
  [S.IFIFO]: "fifo",
};

/** Undefined for sockets, which are left out because nobody would listen on a copy. */
function typeOf(stat: Stat): FileType | undefined {
  return types[stat.mode & S.IFMT];
}
