// Makes snapshots as full copies of their parents, which works on every filesystem and takes the most space. Source: containerd plugins/snapshots/native.
import { stat } from "node:fs/promises";
import type { Mount } from "../../core/mount.ts";
import type { SnapshotChain, Snapshotter, Usage } from "../../core/snapshotter.ts";
import { copyTree } from "../copy-tree.ts";
import { plainRoot, SnapshotDirectories } from "../directories.ts";
import { idMappingsOf, mappedRoot } from "../id-mapping.ts";
import { diskUsage } from "../usage.ts";

export class NativeSnapshotter implements Snapshotter {
  /** A snapshot begins as a copy of its parent's files, so that it must have its parent from the beginning. */
  readonly canRebase = false;
  readonly mapsIds = true;
  readonly #directories: SnapshotDirectories;

  private constructor(directories: SnapshotDirectories) {
    this.#directories = directories;
  }

  static async open(root: string): Promise<NativeSnapshotter> {
    return new NativeSnapshotter(await SnapshotDirectories.open(root));
  }

  async prepare(chain: SnapshotChain): Promise<void> {
    const [parent] = chain.parents;
    const ids = idMappingsOf(chain.labels);
    const root = ids === undefined ? {} : mappedRoot(ids);
    if (parent === undefined || !hasOwnFiles(chain)) {
      await this.#directories.make(chain.number, { ...plainRoot, ...root }, { withWork: false });
      return;
    }
    const source = this.#directories.files(parent);
    const { uid, gid, mode } = await stat(source);
    await this.#directories.make(
      chain.number,
      { uid, gid, mode: mode & 0o7777, ...root },
      { withWork: false, fill: (files) => copyTree(source, files, ids) },
    );
  }

  async mounts(chain: SnapshotChain): Promise<Mount[]> {
    const [parent] = chain.parents;
    const shown = parent === undefined || hasOwnFiles(chain) ? chain.number : parent;
    const options = ["rbind", chain.kind === "active" ? "rw" : "ro"];
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

/** A view shows its parent's files, unless they would have the wrong owners. */
function hasOwnFiles({ kind, labels }: SnapshotChain): boolean {
  return kind === "active" || idMappingsOf(labels) !== undefined;
}
