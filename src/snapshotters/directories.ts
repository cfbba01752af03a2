// The directories of a driver's snapshots. Snapshot n has `snapshots/n/fs`, and `snapshots/n/work` where an overlay needs it.
import { chmod, chown, mkdir, mkdtemp, open, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { Removals } from "./removals.ts";

/** The prefix of directories that are being made. They are renamed when they are finished; those that a crash left are removed at the next start. */
const unfinished = "new-";

/** All drivers share it, because they share the disk. */
const removals = new Removals();

export interface RootOwner {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

export const plainRoot: RootOwner = { uid: 0, gid: 0, mode: 0o755 };

export class SnapshotDirectories {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
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
    return join(this.#path, String(number), "fs");
  }

  work(number: number): string {
    return join(this.#path, String(number), "work");
  }

  /** Makes the directories of a snapshot, all of them or none. They appear when `fill` has put content into them. */
  async make(
    number: number,
    root: RootOwner,
    options: { withWork: boolean; fill?: (files: string) => Promise<void> },
  ): Promise<void> {
    const fresh = await mkdtemp(join(this.#path, unfinished));
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
      await rename(fresh, join(this.#path, String(number)));
    } catch (error) {
      await removals.remove(fresh);
      throw error;
    }
  }

  /** Makes the entries of the snapshot's directory durable. The files themselves were synced by whoever wrote them. */
  async sync(number: number): Promise<void> {
    const directory = await open(this.files(number), "r");
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }

  async remove(number: number): Promise<void> {
    await removals.remove(join(this.#path, String(number)));
  }

  async list(): Promise<number[]> {
    const names = await readdir(this.#path);
    return names.filter((name) => /^\d+$/.test(name)).map(Number);
  }
}
