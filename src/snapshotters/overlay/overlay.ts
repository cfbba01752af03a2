// Makes snapshots as layers of overlayfs. Source: containerd plugins/snapshots/overlay/overlay.go.
import { stat } from "node:fs/promises";
import type { Mount } from "../../core/mount.ts";
import type { SnapshotChain, Snapshotter, Usage } from "../../core/snapshotter.ts";
import { closeFd } from "../../linux/fd.ts";
import { openRoot } from "../../linux/rootview.ts";
import { copyTree } from "../copy-tree.ts";
import { plainRoot, type RootOwner, SnapshotDirectories } from "../directories.ts";
import { idMappingOptions, idMappingsOf, mappedRoot } from "../id-mapping.ts";
import { diskUsage } from "../usage.ts";

/**
 * How files of layers get the owners that a snapshot's labels map theirs to: by options of its mounts, by copies in its own layer, or
 * not at all.
 */
export type IdMapping = "mount" | "copy" | "none";

export interface OverlayOptions {
  readonly root: string;
  /** Options of every overlay, which come after its directories. Bind mounts do not get them. */
  readonly mountOptions: readonly string[];
  readonly canRebase: boolean;
  /** Absent: not at all. */
  readonly idMapping?: IdMapping;
}

export class OverlaySnapshotter implements Snapshotter {
  readonly canRebase: boolean;
  readonly mapsIds: boolean;
  readonly #directories: SnapshotDirectories;
  readonly #mountOptions: readonly string[];
  readonly #idMapping: IdMapping;

  private constructor(directories: SnapshotDirectories, options: OverlayOptions) {
    this.#directories = directories;
    this.#mountOptions = options.mountOptions;
    this.#idMapping = options.idMapping ?? "none";
    this.canRebase = options.canRebase;
    this.mapsIds = this.#idMapping !== "none";
  }

  static async open(options: OverlayOptions): Promise<OverlaySnapshotter> {
    return new OverlaySnapshotter(await SnapshotDirectories.open(options.root), options);
  }

  async prepare(chain: SnapshotChain): Promise<void> {
    const root = await this.#rootOwner(chain);
    await this.#directories.make(chain.number, root, {
      withWork: chain.kind === "active",
      fill: (files) => this.#fill(chain, files),
    });
  }

  async mounts(chain: SnapshotChain): Promise<Mount[]> {
    const [parent, ...others] = chain.parents;
    if (parent === undefined || (chain.kind !== "active" && this.#hasCopies(chain))) {
      return bind(this.#directories.files(chain.number), chain.kind === "active" ? "rw" : "ro");
    }
    const ids = this.#idMapping === "mount" ? idMappingsOf(chain.labels) : undefined;
    const mapping = ids === undefined ? [] : idMappingOptions(ids);
    if (chain.kind !== "active" && others.length === 0) {
      return bind(this.#directories.files(parent), "ro", mapping);
    }
    const own =
      chain.kind === "active"
        ? [
            `workdir=${this.#directories.work(chain.number)}`,
            `upperdir=${this.#directories.files(chain.number)}`,
          ]
        : [];
    const options = [...mapping, ...own, this.#lowerOption(chain), ...this.#mountOptions];
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

  #lowerOption({ parents }: SnapshotChain): string {
    return `lowerdir=${parents.map((number) => this.#directories.files(number)).join(":")}`;
  }

  #hasCopies({ parents, labels }: SnapshotChain): boolean {
    return this.#idMapping === "copy" && parents.length > 0 && idMappingsOf(labels) !== undefined;
  }

  /** The copies hide the files of the layers below. */
  async #fill(chain: SnapshotChain, files: string): Promise<void> {
    if (!this.#hasCopies(chain)) {
      return;
    }
    const options = [this.#lowerOption(chain), ...this.#mountOptions];
    const merged = openRoot([{ type: "overlay", source: "overlay", options }]);
    try {
      await copyTree(`/proc/self/fd/${merged}`, files, idMappingsOf(chain.labels));
    } finally {
      closeFd(merged);
    }
  }

  /** An overlay shows the owner and mode of its upper root directory, so that a new one takes those of its parent. */
  async #rootOwner({ parents, labels }: SnapshotChain): Promise<RootOwner> {
    const [parent] = parents;
    const inherited = parent === undefined ? plainRoot : await stat(this.#directories.files(parent));
    const ids = idMappingsOf(labels);
    return { ...plainRoot, ...pick(inherited), ...(ids === undefined ? {} : mappedRoot(ids)) };
  }
}

function pick({ uid, gid, mode }: RootOwner): RootOwner {
  return { uid, gid, mode: mode & 0o7777 };
}

function bind(source: string, access: "rw" | "ro", ids: readonly string[] = []): Mount[] {
  return [{ type: "bind", source, target: "", options: [...ids, access, "rbind"] }];
}
