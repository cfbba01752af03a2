// What a tree takes on its disk. Source: continuity fs/du_unix.go: blocks of 512 bytes, each inode once. Whoever uses the
// tree may change it meanwhile: what goes while it is counted was not there.
import type { Usage } from "../core/snapshotter.ts";
import { closeFd } from "../linux/fd.ts";
import { AT_FDCWD, O, openAt } from "../linux/open.ts";
import { entries, isDirectory, type Stat, statAt, statFd } from "../linux/stat.ts";
import { isGone, unlessGone } from "./gone.ts";
import { Turns } from "./turns.ts";

/** The others are opened again, from the directory below them, when it is their turn. */
const maxOpen = 32;

export async function diskUsage(path: string): Promise<Usage> {
  using walk = new UsageWalk();
  await walk.run(openAt(AT_FDCWD, path, O.RDONLY | O.DIRECTORY));
  return walk.usage;
}

interface Level {
  /** Undefined while it is closed. */
  fd: number | undefined;
  readonly identity: string;
  /** Those in it that are still to be walked. */
  readonly directories: Uint8Array[];
}

class UsageWalk implements Disposable {
  private readonly turns = new Turns();
  private readonly linked = new Set<bigint>();
  /** From the root to where the walk is. */
  private readonly levels: Level[] = [];
  private size = 0;
  private inodes = 0;

  get usage(): Usage {
    return { size: this.size, inodes: this.inodes };
  }

  [Symbol.dispose](): void {
    this.levels.forEach(close);
  }

  async run(root: number): Promise<void> {
    this.count(statFd(root));
    await this.enter(root);
    for (let level = this.levels.at(-1); level !== undefined; level = this.levels.at(-1)) {
      const name = level.fd === undefined ? undefined : level.directories.pop();
      if (level.fd === undefined || name === undefined) {
        this.leave();
      } else {
        await this.descend(level, level.fd, name);
      }
      await this.turns.next();
    }
  }

  private async descend(level: Level, parent: number, name: Uint8Array): Promise<void> {
    const fd = unlessGone(() => openAt(parent, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW));
    if (fd === undefined) {
      return;
    }
    if (this.levels.length > maxOpen) {
      close(level);
    }
    await this.enter(fd);
  }

  private async enter(fd: number): Promise<void> {
    const level: Level = { fd, identity: identityOf(statFd(fd)), directories: [] };
    this.levels.push(level);
    try {
      for (const { name } of entries(fd)) {
        this.entry(level, fd, name);
        await this.turns.next();
      }
    } catch (error) {
      if (!isGone(error)) {
        throw error;
      }
    }
  }

  private entry(level: Level, fd: number, name: Uint8Array): void {
    const stat = unlessGone(() => statAt(fd, name));
    if (stat === undefined) {
      return;
    }
    this.count(stat);
    if (isDirectory(stat)) {
      level.directories.push(name);
    }
  }

  private count(stat: Stat): void {
    if (stat.links > 1 && !isDirectory(stat)) {
      if (this.linked.has(stat.inode)) {
        return;
      }
      this.linked.add(stat.inode);
    }
    this.size += stat.blocks * 512;
    this.inodes++;
  }

  /** Where the level above cannot be found again, somebody moved the tree meanwhile: that level is left, too. */
  private leave(): void {
    const level = this.levels.pop();
    const above = this.levels.at(-1);
    if (level?.fd !== undefined && above !== undefined) {
      above.fd ??= reopen(above, level.fd);
    }
    if (level !== undefined) {
      close(level);
    }
  }
}

function reopen({ identity }: Level, below: number): number | undefined {
  const fd = unlessGone(() => openAt(below, "..", O.RDONLY | O.DIRECTORY));
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
