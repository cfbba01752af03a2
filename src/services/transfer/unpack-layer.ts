// One layer into one snapshot: prepared, filled, checked and committed. Source: containerd core/unpack/unpacker.go.
import { randomBytes } from "node:crypto";
import { detached, type Scoped } from "../../context/index.ts";
import type { ContentStore } from "../../core/content.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { Differ } from "../../core/diff.ts";
import type { Digest } from "../../core/digest.ts";
import type { Mount } from "../../core/mount.ts";
import type { NamedSnapshots } from "../../core/snapshotter.ts";
import { failedPrecondition, isKind } from "../../errors/index.ts";

export interface Layer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
  readonly chainId: Digest;
  /** Chain id of the layers below; undefined for the lowest. */
  readonly parent: Digest | undefined;
}

export interface LayerTools {
  readonly snapshots: NamedSnapshots;
  readonly differ: Differ;
  readonly content: ContentStore;
  readonly sync: boolean;
  /** Layers are prepared without their parents, and given them when they are committed. */
  readonly isRebased: boolean;
  readonly progress: (layer: Descriptor, bytes: number) => void;
}

const uncompressedLabel = "containerd.io/uncompressed";

/** Says which content a snapshot is of; snapshotters that bring their own may look at it. */
function snapshotLabels({ descriptor, diffId, chainId, parent }: Layer): Record<string, string> {
  const inherited = Object.entries(descriptor.annotations ?? {}).filter(([key]) =>
    key.startsWith("containerd.io/snapshot/"),
  );
  return {
    ...Object.fromEntries(inherited),
    "containerd.io/snapshot.ref": chainId,
    "containerd.io/snapshot/diff-id": diffId,
    ...(parent === undefined ? {} : { "containerd.io/snapshot/parent-chain-id": parent }),
  };
}

/** As every containerd client calls it: who cleans up after a crash knows what it was. */
function extractionKey(chainId: Digest): string {
  return `extract-${process.hrtime.bigint() % 1_000_000_000n}-${randomBytes(3).toString("base64url")} ${chainId}`;
}

/** A snapshot that a layer is being unpacked into. */
export class Extraction {
  readonly layer: Layer;
  readonly #tools: LayerTools;
  readonly #key: string;
  readonly #mounts: readonly Mount[];
  #implicit: readonly string[] = [];
  #isCommitted = false;

  private constructor(layer: Layer, tools: LayerTools, key: string, mounts: readonly Mount[]) {
    this.layer = layer;
    this.#tools = tools;
    this.#key = key;
    this.#mounts = mounts;
  }

  /** Undefined when the snapshot is there already. */
  static async prepare(ctx: Scoped, layer: Layer, tools: LayerTools): Promise<Extraction | undefined> {
    const { snapshots, isRebased } = tools;
    const labels = snapshotLabels(layer);
    for (let attempt = 1; ; attempt++) {
      const key = extractionKey(layer.chainId);
      try {
        const parent = isRebased ? undefined : layer.parent;
        const mounts = await snapshots.prepare(ctx, { key, parent, labels });
        return new Extraction(layer, tools, key, isRebased ? asUpper(mounts, layer) : mounts);
      } catch (error) {
        if (!isKind(error, "already exists") || attempt === 3) {
          throw new Error(`failed to prepare extraction snapshot ${JSON.stringify(key)}`, { cause: error });
        }
        if (await isThere(ctx, snapshots, layer.chainId)) {
          return undefined;
        }
      }
    }
  }

  async apply(ctx: Scoped): Promise<void> {
    const { differ, sync, progress } = this.#tools;
    const { descriptor, diffId } = this.layer;
    const report = (bytes: number): void => progress(descriptor, bytes);
    const applied = await differ
      .apply(ctx, descriptor, this.#mounts, { sync, progress: report })
      .catch((cause: unknown) => {
        throw new Error(`failed to extract layer (${descriptor.mediaType} ${descriptor.digest})`, { cause });
      });
    if (applied.descriptor.digest !== diffId) {
      throw failedPrecondition(
        `wrong diff id ${applied.descriptor.digest} calculated on extraction, ${diffId} was promised for layer ${descriptor.digest}`,
      );
    }
    this.#implicit = applied.implicit;
  }

  /** Gives it its name. The layers below are committed by now. */
  async commit(ctx: Scoped): Promise<void> {
    const { snapshots, content, isRebased } = this.#tools;
    const { layer } = this;
    const { parent, chainId } = layer;
    if (isRebased && parent !== undefined) {
      await this.#inherit(ctx, parent);
    }
    try {
      await snapshots.commit(ctx, {
        name: chainId,
        key: this.#key,
        labels: snapshotLabels(layer),
        ...(isRebased && parent !== undefined ? { parent } : {}),
      });
      this.#isCommitted = true;
    } catch (error) {
      if (!isKind(error, "already exists")) {
        throw new Error(`failed to commit snapshot ${JSON.stringify(this.#key)}`, { cause: error });
      }
    }
    const { digest } = layer.descriptor;
    await content.update(ctx, digest, { [uncompressedLabel]: layer.diffId }, [`labels.${uncompressedLabel}`]);
  }

  /** Removes it unless it was committed; never fails, for there is a better error to tell. */
  async abort(ctx: Scoped): Promise<void> {
    if (this.#isCommitted) {
      return;
    }
    await this.#tools.snapshots.remove(detached(ctx), this.#key).catch(() => {});
  }

  /** Directories that the layer does not name take their attributes from below: the tree is as unpacked one by one. */
  async #inherit(ctx: Scoped, parent: Digest): Promise<void> {
    if (this.#implicit.length === 0) {
      return;
    }
    const { snapshots, differ } = this.#tools;
    const key = `${this.#key} parent`;
    const parents = await snapshots.view(ctx, { key, parent });
    try {
      await differ.inherit(ctx, this.#mounts, parents, this.#implicit);
    } finally {
      await snapshots.remove(detached(ctx), key);
    }
  }
}

async function isThere(ctx: Scoped, snapshots: NamedSnapshots, name: string): Promise<boolean> {
  try {
    await snapshots.stat(ctx, name);
    return true;
  } catch (error) {
    if (isKind(error, "not found")) {
      return false;
    }
    throw error;
  }
}

/**
 * Without a parent a snapshot is a bind mount, in which a whiteout deletes. Above others it will be an upper directory, in
 * which it must become a marker: so it is said to be one. Source: containerd#13030.
 */
function asUpper(mounts: readonly Mount[], layer: Layer): readonly Mount[] {
  const [mount] = mounts;
  if (layer.parent === undefined || mounts.length !== 1 || mount?.type !== "bind") {
    return mounts;
  }
  const options = mount.options.filter((option) => option !== "rbind" && option !== "bind");
  return [
    { type: "overlay", source: "overlay", target: "", options: [...options, `upperdir=${mount.source}`] },
  ];
}
