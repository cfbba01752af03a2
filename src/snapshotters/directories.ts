// The directories of a driver's snapshots, by number: `snapshots/<n>/fs`, and `work` beside it where overlays need one.
import { chmod, chown, mkdir, mkdtemp, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** Directories that are not finished have this prefix until their rename; what a crash leaves of them is removed. */
const unfinished = "new-";

/**
 * All asynchronous file calls of a process share two threads , and removing a tree holds one until it is
 * done: one after another, so that readers and writers always have the other.
 */
class OneByOne {
  private last: Promise<unknown> = Promise.resolve();

  async run(work: () => Promise<void>): Promise<void> {
    const next = this.last.then(work);
    this.last = next.catch(() => {});
    await next;
  }
}

const removals = new OneByOne();

export interface RootOwner {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

export const plainRoot: RootOwner = { uid: 0, gid: 0, mode: 0o755 };

export class SnapshotDirectories {
  private readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async open(root: string): Promise<SnapshotDirectories> {
    const path = join(root, "snapshots");
    await mkdir(path, { recursive: true, mode: 0o700 });
    for (const name of await readdir(path)) {
      if (name.startsWith(unfinished)) {
        await rm(join(path, name), { recursive: true, force: true });
      }
    }
    return new SnapshotDirectories(path);
  }

  files(number: number): string {
    return join(this.path, String(number), "fs");
  }

  work(number: number): string {
    return join(this.path, String(number), "work");
  }

  /** Makes the directories of a snapshot at once or not at all; `fill` puts content into it before it appears. */
  async make(
    number: number,
    root: RootOwner,
    options: { withWork: boolean; fill?: (files: string) => Promise<void> },
  ): Promise<void> {
    const fresh = await mkdtemp(join(this.path, unfinished));
    try {
      await chmod(fresh, 0o755);
      const files = join(fresh, "fs");
      await mkdir(files);
      await chown(files, root.uid, root.gid);
      await chmod(files, root.mode);
      if (options.withWork) {
        await mkdir(join(fresh, "work"), { mode: 0o711 });
      }
      await options.fill?.(files);
      await rename(fresh, join(this.path, String(number)));
    } catch (error) {
      await rm(fresh, { recursive: true, force: true });
      throw error;
    }
  }

  /** Whoever wrote the files synced them; that they are in their directory is durable after this. */
  async sync(number: number): Promise<void> {
    const directory = await open(this.files(number), "r");
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }

  async remove(number: number): Promise<void> {
    const path = join(this.path, String(number));
    await removals.run(() => rm(path, { recursive: true, force: true }));
  }

  async list(): Promise<number[]> {
    const names = await readdir(this.path);
    return names.filter((name) => /^\d+$/.test(name)).map(Number);
  }
}
