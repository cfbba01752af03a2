// Makes snapshots as full copies of their parents, which works on every filesystem and takes the most space. Source: containerd plugins/snapshots/native.
import { stat } from "node:fs/promises";
import type { Mount } from "../../core/mount.ts";
import type { SnapshotChain, Snapshotter, Usage } from "../../core/snapshotter.ts";
import { plainRoot, SnapshotDirectories } from "../directories.ts";
import { diskUsage } from "../usage.ts";
import { copyTree } from "./copy.ts";

export class NativeSnapshotter implements Snapshotter {
  /** A snapshot begins as a copy of its parent's files, so that it must have its parent from the beginning. */
  readonly canRebase = false;
  readonly #directories: SnapshotDirectories;

  private constructor(directories: SnapshotDirectories) {
    this.#directories = directories;
  }

  static async open(root: string): Promise<NativeSnapshotter> {
    return new NativeSnapshotter(await SnapshotDirectories.open(root));
  }

  async prepare(chain: SnapshotChain): Promise<void> {
    const [parent] = chain.parents;
    if (parent === undefined || chain.kind === "view") {
      await this.#directories.make(chain.number, plainRoot, { withWork: false });
      return;
    }
    const source = this.#directories.files(parent);
    const { uid, gid, mode } = await stat(source);
    await this.#directories.make(
      chain.number,
      { uid, gid, mode: mode & 0o7777 },
      { withWork: false, fill: (files) => copyTree(source, files) },
    );
  }

  async mounts(chain: SnapshotChain): Promise<Mount[]> {
    const isActive = chain.kind === "active";
    const [parent] = chain.parents;
    const shown = isActive || parent === undefined ? chain.number : parent;
    const options = ["rbind", isActive ? "rw" : "ro"];
    return [{ type: "bind", source: this.#directories.files(shown), target: "", options }];
  }

  async commit(chain: SnapshotChain): Promise<Usage> {
    await this.#directories.sync(chain.number);
    return await this.usage(chain);
  }

  async usage(chain: SnapshotChain): Promise<Usage> {
    return await diskUsage(this.#directories.files(chain.number));
  }

  async remove(number: number): Promise<void> {
    await this.#directories.remove(number);
  }

  async list(): Promise<number[]> {
    return await this.#directories.list();
  }
}
