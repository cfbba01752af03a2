// The directory that a layer is applied to. Every name is resolved below it by the kernel, as if it were the root
// directory, so that no link and no `..` of the archive leads out (CVE-2021-32760, CVE-2025-47290).

import { mkdirAt, readlinkAt, rmdirAt, unlinkAt } from "../../linux/at.ts";
import { closeFd } from "../../linux/fd.ts";
import { SystemError } from "../../linux/libc.ts";
import { AT_FDCWD, type Name, O, openAt, openIn, withFd } from "../../linux/open.ts";
import { entries, findAt, isDirectory, isSymlink } from "../../linux/stat.ts";
import { type ByteString, byteString, bytesOf } from "../../oci/tar/entry.ts";

export interface Place {
  /** Descriptor of the directory the entry is in; valid until the next call of `place`. */
  readonly directory: number;
  readonly name: Buffer;
}

const maxLinks = 255;

export class Tree {
  readonly root: number;
  private last: { readonly path: string; readonly fd: number } | undefined;
  private isStale = false;
  private readonly onNewDirectory: (directory: number, name: Buffer, path: readonly ByteString[]) => void;

  /** `onNewDirectory` hears of each directory made because an entry needs it as its parent. */
  constructor(path: string, onNewDirectory: Tree["onNewDirectory"]) {
    this.root = openAt(AT_FDCWD, path, O.RDONLY | O.DIRECTORY);
    this.onNewDirectory = onNewDirectory;
  }

  close(): void {
    this.setLast(undefined);
    closeFd(this.root);
  }

  /** The entry's directory, made if it is missing, and its name in there; undefined for the root itself. */
  place(path: readonly ByteString[]): Place | undefined {
    const name = path.at(-1);
    return name === undefined
      ? undefined
      : { directory: this.directory(path.slice(0, -1)), name: bytesOf(name) };
  }

  private directory(path: readonly ByteString[]): number {
    const joined = path.join("/");
    if (this.last?.path === joined && !this.isStale) {
      return this.last.fd;
    }
    const fd = this.openOrMake(path);
    this.setLast({ path: joined, fd });
    return fd;
  }

  private setLast(last: Tree["last"]): void {
    if (this.last !== undefined) {
      closeFd(this.last.fd);
    }
    this.last = last;
    this.isStale = false;
  }

  /** A descriptor of an existing directory; links inside the root are followed, also at the end of the path. */
  open(path: readonly ByteString[], flags: number = O.PATH): number {
    const name = path.length === 0 ? "." : bytesOf(path.join("/"));
    return openIn(this.root, name, flags | O.DIRECTORY);
  }

  private openOrMake(path: readonly ByteString[]): number {
    try {
      return this.open(path);
    } catch (error) {
      if (!(error instanceof SystemError && error.code === "ENOENT")) {
        throw error;
      }
    }
    return this.open(this.make(path));
  }

  /** Makes what is missing, also where a link points to nothing inside the root; gives the path without links. */
  private make(path: readonly ByteString[]): ByteString[] {
    let done: ByteString[] = [];
    let links = 0;
    const todo = [...path];
    for (let name = todo.shift(); name !== undefined; name = todo.shift()) {
      if (name === "..") {
        done.pop();
        continue;
      }
      const link = withFd(this.open(done), (fd) => this.enter(fd, done, name));
      if (link === undefined) {
        done.push(name);
        continue;
      }
      if (++links > maxLinks) {
        throw new Error("too many symbolic links");
      }
      done = link.startsWith("/") ? [] : done;
      todo.unshift(...link.split("/").filter((part) => part !== "" && part !== "."));
    }
    return done;
  }

  /** Makes the directory unless it is there. Gives a link's target when it is one. */
  private enter(fd: number, above: readonly ByteString[], name: ByteString): ByteString | undefined {
    const bytes = bytesOf(name);
    const stat = findAt(fd, bytes);
    if (stat === undefined) {
      mkdirAt(fd, bytes, 0o755);
      this.onNewDirectory(fd, bytes, [...above, name]);
      return undefined;
    }
    if (isSymlink(stat)) {
      return byteString(readlinkAt(fd, bytes));
    }
    if (!isDirectory(stat)) {
      throw new Error(`${[...above, name].join("/")} is not a directory`);
    }
    return undefined;
  }

  /** Removes whatever is there, directories with all in them; nothing is no error. */
  remove(directory: number, name: Name, keep?: (inode: bigint) => boolean): void {
    const stat = findAt(directory, name);
    if (stat === undefined) {
      return;
    }
    // Names may lead elsewhere now, wherever a directory or link is taken away.
    this.isStale ||= isDirectory(stat) || isSymlink(stat);
    const isKept = keep?.(stat.inode) ?? false;
    if (isDirectory(stat)) {
      this.removeDirectory(directory, name, isKept, keep);
    } else if (!isKept) {
      unlinkAt(directory, name);
    }
  }

  private removeDirectory(
    directory: number,
    name: Name,
    isKept: boolean,
    keep: ((inode: bigint) => boolean) | undefined,
  ): void {
    const isEmpty = withFd(openAt(directory, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW), (fd) => {
      this.empty(fd, keep);
      return keep === undefined || this.isEmpty(fd);
    });
    if (!isKept && isEmpty) {
      rmdirAt(directory, name);
    }
  }

  /** Removes what is in the directory, but for what `keep` says and the directories that it is in. */
  empty(directory: number, keep?: (inode: bigint) => boolean): void {
    for (const { name } of [...entries(directory)]) {
      this.remove(directory, name, keep);
    }
  }

  private isEmpty(directory: number): boolean {
    return withFd(openAt(directory, ".", O.RDONLY | O.DIRECTORY), (fd) => entries(fd).next().done === true);
  }
}

/** The parts of a name from an archive: `.` dropped, `..` taken by its words and never above the root. */
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
