// Makes snapshots as layers of overlayfs. Source: containerd plugins/snapshots/overlay/overlay.go.
import { stat } from "node:fs/promises";
import type { Mount } from "../../core/mount.ts";
import type { SnapshotChain, Snapshotter, Usage } from "../../core/snapshotter.ts";
import { plainRoot, type RootOwner, SnapshotDirectories } from "../directories.ts";
import { mappedRoot } from "../id-mapping.ts";
import { diskUsage } from "../usage.ts";

export interface OverlayOptions {
  readonly root: string;
  /** Options of every overlay, which come after its directories. Bind mounts do not get them. */
  readonly mountOptions: readonly string[];
  readonly canRebase: boolean;
}

export class OverlaySnapshotter implements Snapshotter {
  readonly canRebase: boolean;
  readonly #directories: SnapshotDirectories;
  readonly #mountOptions: readonly string[];

  private constructor(directories: SnapshotDirectories, options: OverlayOptions) {
    this.#directories = directories;
    this.#mountOptions = options.mountOptions;
    this.canRebase = options.canRebase;
  }

  static async open(options: OverlayOptions): Promise<OverlaySnapshotter> {
    return new OverlaySnapshotter(await SnapshotDirectories.open(options.root), options);
  }

  async prepare(chain: SnapshotChain): Promise<void> {
    const root = await this.#rootOwner(chain);
    await this.#directories.make(chain.number, root, { withWork: chain.kind === "active" });
  }

  async mounts(chain: SnapshotChain): Promise<Mount[]> {
    const [parent, ...others] = chain.parents;
    if (parent === undefined) {
      return bind(this.#directories.files(chain.number), chain.kind === "active" ? "rw" : "ro");
    }
    if (chain.kind !== "active" && others.length === 0) {
      return bind(this.#directories.files(parent), "ro");
    }
    const own =
      chain.kind === "active"
        ? [
            `workdir=${this.#directories.work(chain.number)}`,
            `upperdir=${this.#directories.files(chain.number)}`,
          ]
        : [];
    const lower = chain.parents.map((number) => this.#directories.files(number)).join(":");
    const options = [...own, `lowerdir=${lower}`, ...this.#mountOptions];
    return [{ type: "overlay", source: "overlay", target: "", options }];
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

  /** An overlay shows the owner and mode of its upper root directory, so that a new one takes those of its parent. */
  async #rootOwner(chain: SnapshotChain): Promise<RootOwner> {
    const [parent] = chain.parents;
    const inherited = parent === undefined ? plainRoot : await stat(this.#directories.files(parent));
    return { ...plainRoot, ...pick(inherited), ...mappedRoot(chain.labels) };
  }
}

function pick({ uid, gid, mode }: RootOwner): RootOwner {
  return { uid, gid, mode: mode & 0o7777 };
}

function bind(source: string, access: "rw" | "ro"): Mount[] {
  return [{ type: "bind", source, target: "", options: [access, "rbind"] }];
}
