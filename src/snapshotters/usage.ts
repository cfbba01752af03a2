// What a tree takes on its disk. Source: continuity fs/du_unix.go: blocks of 512 bytes, each inode once.
import type { Usage } from "../core/snapshotter.ts";
import { closeFd } from "../linux/fd.ts";
import { AT_FDCWD, O, openAt } from "../linux/open.ts";
import { entries, isDirectory, type Stat, statAt, statFd } from "../linux/stat.ts";
import { Turns } from "./turns.ts";

export async function diskUsage(path: string): Promise<Usage> {
  const walk = new UsageWalk();
  const root = openAt(AT_FDCWD, path, O.RDONLY | O.DIRECTORY);
  try {
    walk.count(statFd(root));
    await walk.directory(root);
  } finally {
    closeFd(root);
  }
  return walk.usage;
}

class UsageWalk {
  private readonly turns = new Turns();
  private readonly linked = new Set<bigint>();
  private size = 0;
  private inodes = 0;

  get usage(): Usage {
    return { size: this.size, inodes: this.inodes };
  }

  count(stat: Stat): void {
    if (stat.links > 1 && !isDirectory(stat)) {
      if (this.linked.has(stat.inode)) {
        return;
      }
      this.linked.add(stat.inode);
    }
    this.size += stat.blocks * 512;
    this.inodes++;
  }

  async directory(fd: number): Promise<void> {
    for (const { name } of entries(fd)) {
      const stat = statAt(fd, name);
      this.count(stat);
      if (isDirectory(stat)) {
        const child = openAt(fd, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW);
        try {
          await this.directory(child);
        } finally {
          closeFd(child);
        }
      }
      if (this.turns.isOver) {
        await this.turns.next();
      }
    }
  }
}
