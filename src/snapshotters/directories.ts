// The directories of a driver's snapshots, by number: `snapshots/<n>/fs`, and `work` beside it where overlays need one.
import { chmod, chown, mkdir, mkdtemp, open, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { Removals } from "./removals.ts";

/** Directories that are not finished have this prefix until their rename; what a crash leaves of them is removed. */
const unfinished = "new-";

/** Of all drivers: they share the disk. */
const removals = new Removals();

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
        await removals.remove(join(path, name));
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
      await removals.remove(fresh);
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
    await removals.remove(join(this.path, String(number)));
  }

  async list(): Promise<number[]> {
    const names = await readdir(this.path);
    return names.filter((name) => /^\d+$/.test(name)).map(Number);
  }
}
