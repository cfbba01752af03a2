// Counts what a tree takes on its disk: its blocks of 512 bytes and its inodes, each inode once. The tree may change meanwhile;
// what vanishes before it is counted does not count. Source: continuity fs/du_unix.go.
import type { Usage } from "../core/snapshotter.ts";
import { closeFd } from "../linux/fd.ts";
import { AT_FDCWD, O, openAt } from "../linux/open.ts";
import { entries, isDirectory, type Stat, statAt, statFd } from "../linux/stat.ts";
import { isMissing, unlessMissing } from "./missing.ts";
import { TimeSlices } from "./time-slices.ts";

/** Directories that are kept open. Those above them are closed, and opened again by `..` when the walk comes back. */
const maxOpen = 32;

export async function diskUsage(path: string): Promise<Usage> {
  using walk = new UsageWalk();
  await walk.run(openAt(AT_FDCWD, path, O.RDONLY | O.DIRECTORY));
  return walk.usage;
}

interface Level {
  /** A descriptor of the directory; undefined while it is closed. */
  fd: number | undefined;
  readonly identity: string;
  /** The names of directories in it that the walk has not entered yet. */
  readonly directories: Uint8Array[];
}

class UsageWalk implements Disposable {
  readonly #slices = new TimeSlices();
  readonly #linked = new Set<bigint>();
  /** The directories from the root to where the walk is. */
  readonly #levels: Level[] = [];
  #size = 0;
  #inodes = 0;

  get usage(): Usage {
    return { size: this.#size, inodes: this.#inodes };
  }

  [Symbol.dispose](): void {
    this.#levels.forEach(close);
  }

  async run(root: number): Promise<void> {
    this.#count(statFd(root));
    await this.#enter(root);
    for (let level = this.#levels.at(-1); level !== undefined; level = this.#levels.at(-1)) {
      const name = level.fd === undefined ? undefined : level.directories.pop();
      if (level.fd === undefined || name === undefined) {
        this.#leave();
      } else {
        await this.#descend(level, level.fd, name);
      }
      await this.#slices.next();
    }
  }

  async #descend(level: Level, parent: number, name: Uint8Array): Promise<void> {
    const fd = unlessMissing(() => openAt(parent, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW));
    if (fd === undefined) {
      return;
    }
    if (this.#levels.length > maxOpen) {
      close(level);
    }
    await this.#enter(fd);
  }

  async #enter(fd: number): Promise<void> {
    const level: Level = { fd, identity: identityOf(statFd(fd)), directories: [] };
    this.#levels.push(level);
    try {
      for (const { name } of entries(fd)) {
        this.#entry(level, fd, name);
        await this.#slices.next();
      }
    } catch (error) {
      if (!isMissing(error)) {
        throw error;
      }
    }
  }

  #entry(level: Level, fd: number, name: Uint8Array): void {
    const stat = unlessMissing(() => statAt(fd, name));
    if (stat === undefined) {
      return;
    }
    this.#count(stat);
    if (isDirectory(stat)) {
      level.directories.push(name);
    }
  }

  #count(stat: Stat): void {
    if (stat.links > 1 && !isDirectory(stat)) {
      if (this.#linked.has(stat.inode)) {
        return;
      }
      this.#linked.add(stat.inode);
    }
    this.#size += stat.blocks * 512;
    this.#inodes++;
  }

  /** Goes up a level. When somebody moved the directory meanwhile, the one above it is not found again and is left, too. */
  #leave(): void {
    const level = this.#levels.pop();
    const above = this.#levels.at(-1);
    if (level?.fd !== undefined && above !== undefined) {
      above.fd ??= reopen(above, level.fd);
    }
    if (level !== undefined) {
      close(level);
    }
  }
}

function reopen({ identity }: Level, below: number): number | undefined {
  const fd = unlessMissing(() => openAt(below, "..", O.RDONLY | O.DIRECTORY));
  if (fd === undefined || identityOf(statFd(fd)) === identity) {
    return fd;
  }
  closeFd(fd);
  return undefined;
}

function identityOf({ device, inode }: Stat): string {
  return `${device} ${inode}`;
}

function close(level: Level): void {
  if (level.fd !== undefined) {
    closeFd(level.fd);
    level.fd = undefined;
  }
}
