// One layer becomes one snapshot: the snapshot is prepared, filled, compared with its diff id and committed.
// Source: containerd core/unpack/unpacker.go.
import { randomBytes } from "node:crypto";
import { detached, type Scoped } from "../../context/index.ts";
import type { ContentStore } from "../../core/content.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { Applied, Differ } from "../../core/diff.ts";
import type { Digest } from "../../core/digest.ts";
import { snapshotLabels, uncompressedLabel } from "../../core/labels.ts";
import type { Mount } from "../../core/mount.ts";
import type { NamedSnapshots, SnapshotInfo } from "../../core/snapshotter.ts";
import { failedPrecondition, isKind } from "../../errors/index.ts";

export interface Layer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
  readonly chainId: Digest;
  /** Chain id of the layers below. The lowest layer has none. */
  readonly parent: Digest | undefined;
}

export interface LayerOptions {
  readonly snapshots: NamedSnapshots;
  readonly differ: Differ;
  readonly content: ContentStore;
  /** Whether the files are made durable before the snapshot is committed. */
  readonly sync: boolean;
  /** Whether layers are prepared without their parents, and get them when they are committed. */
  readonly isRebased: boolean;
  /** Called with the number of compressed bytes that were read so far. */
  readonly progress: (layer: Descriptor, bytes: number) => void;
}

/** How often a snapshot is prepared when one of the same name appears and goes again meanwhile. */
const maxAttempts = 3;

/** A snapshot that a layer is being unpacked into. */
export class Extraction {
  readonly layer: Layer;
  readonly #options: LayerOptions;
  readonly #key: string;
  readonly #mounts: readonly Mount[];
  #rebase: Applied["rebase"];
  #isCommitted = false;

  private constructor(layer: Layer, options: LayerOptions, key: string, mounts: readonly Mount[]) {
    this.layer = layer;
    this.#options = options;
    this.#key = key;
    this.#mounts = mounts;
  }

  /** Gives the layer's snapshot instead when it is there already, or a remote snapshotter brings it. */
  static async prepare(ctx: Scoped, layer: Layer, options: LayerOptions): Promise<Extraction | SnapshotInfo> {
    const { snapshots, isRebased } = options;
    const labels = labelsOf(layer);
    const parent = isRebased ? undefined : layer.parent;
    for (let attempt = 1; ; attempt++) {
      const key = extractionKey(layer.chainId);
      try {
        const mounts = await snapshots.prepare(ctx, { key, parent, labels });
        return new Extraction(layer, options, key, isRebased ? asUpper(mounts, layer) : mounts);
      } catch (error) {
        if (!isKind(error, "already exists") || attempt === maxAttempts) {
          throw new Error(`failed to prepare extraction snapshot ${JSON.stringify(key)}`, { cause: error });
        }
        const existing = await find(ctx, snapshots, layer.chainId);
        if (existing !== undefined) {
          return existing;
        }
      }
    }
  }

  /**
   * Writes the layer's files; `written` may be called when only the disk still has to be waited for. Failed precondition
   * when they are not what the image's config promised.
   */
  async apply(ctx: Scoped, written: () => void): Promise<void> {
    const { differ, sync, progress } = this.#options;
    const { descriptor, diffId } = this.layer;
    const report = (bytes: number): void => progress(descriptor, bytes);
    const applied = await differ
      .apply(ctx, descriptor, this.#mounts, { sync, progress: report, written })
      .catch((cause: unknown) => {
        throw new Error(`failed to extract layer (${descriptor.mediaType} ${descriptor.digest})`, { cause });
      });
    if (applied.descriptor.digest !== diffId) {
      throw failedPrecondition(
        `wrong diff id ${applied.descriptor.digest} calculated on extraction, ${diffId} was promised for layer ${descriptor.digest}`,
      );
    }
    this.#rebase = applied.rebase;
  }

  /** Names the snapshot by the layer's chain id. The snapshots of the layers below must be committed by then. */
  async commit(ctx: Scoped): Promise<void> {
    const { snapshots, content, isRebased } = this.#options;
    const { layer } = this;
    const { parent, chainId } = layer;
    if (isRebased && parent !== undefined) {
      await this.#rebaseOn(ctx, parent);
    }
    try {
      await snapshots.commit(ctx, {
        name: chainId,
        key: this.#key,
        labels: labelsOf(layer),
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

  /** Removes the snapshot unless it was committed. Never fails, because the error that led here is the one to tell. */
  async abort(ctx: Scoped): Promise<void> {
    if (this.#isCommitted) {
      return;
    }
    await this.#options.snapshots.remove(detached(ctx), this.#key).catch(() => {});
  }

  /** Completes a layer that was applied without its parents, so that the tree is the one of layers unpacked one by one. */
  async #rebaseOn(ctx: Scoped, parent: Digest): Promise<void> {
    if (this.#rebase === undefined) {
      return;
    }
    const { snapshots } = this.#options;
    const key = `${this.#key} parent`;
    const parents = await snapshots.view(ctx, { key, parent });
    try {
      await this.#rebase(ctx, parents);
    } finally {
      await snapshots.remove(detached(ctx), key);
    }
  }
}

const inheritedPrefix = "containerd.io/snapshot/";

/**
 * Says which layer a snapshot is of, for snapshotters that bring layers by themselves. A layer's own annotations are passed
 * on to them, but an image may not pass off its snapshots as a remote snapshotter's.
 */
function labelsOf({ descriptor, diffId, chainId, parent }: Layer): Record<string, string> {
  const inherited = Object.entries(descriptor.annotations ?? {}).filter(
    ([key]) => key.startsWith(inheritedPrefix) && key !== snapshotLabels.remote,
  );
  return {
    ...Object.fromEntries(inherited),
    [snapshotLabels.ref]: chainId,
    [`${inheritedPrefix}diff-id`]: diffId,
    ...(parent === undefined ? {} : { [`${inheritedPrefix}parent-chain-id`]: parent }),
  };
}

/** A key of the form that all containerd clients use, by which tools recognise what a crash left. */
function extractionKey(chainId: Digest): string {
  return `extract-${process.hrtime.bigint() % 1_000_000_000n}-${randomBytes(3).toString("base64url")} ${chainId}`;
}

async function find(ctx: Scoped, snapshots: NamedSnapshots, name: string): Promise<SnapshotInfo | undefined> {
  try {
    return await snapshots.stat(ctx, name);
  } catch (error) {
    if (isKind(error, "not found")) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Without a parent a snapshot is a bind mount, in which a whiteout only deletes. Above others it will be an upper directory,
 * in which a whiteout must become a marker, so the differ is told that it is one. Source: containerd#13030.
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
