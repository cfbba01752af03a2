// The layers of an image become snapshots while they are still being fetched. Where the snapshotter and the differ can
// rebase, layers are unpacked side by side and committed in order, elsewhere one after another.
// Source: containerd core/unpack/unpacker.go.

import { WorkGroup } from "../../context/group.ts";
import type { Scoped } from "../../context/index.ts";
import type { KeyedLock } from "../../context/keyed-lock.ts";
import type { Limiter } from "../../context/limiter.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import { snapshotLabels } from "../../core/labels.ts";
import type { SnapshotInfo } from "../../core/snapshotter.ts";
import { invalidArgument } from "../../errors/index.ts";
import { chainIds } from "../../oci/chain-id.ts";
import type { ImageConfig } from "../../oci/manifest-config.ts";
import { Extraction, type Layer, type LayerOptions } from "./unpack-layer.ts";

export interface UnpackOptions {
  /** Name of the snapshotter. */
  readonly snapshotter: string;
  readonly layerOptions: Omit<LayerOptions, "isRebased">;
  readonly config: Descriptor;
  readonly image: ImageConfig;
  readonly layers: readonly Descriptor[];
  /** Resolves when the layer is in the content store. Called once for each layer that is needed. */
  readonly fetch: (ctx: Scoped, layer: Descriptor) => Promise<void>;
  readonly onExtracted: (layer: Descriptor) => void;
  readonly limiter: Limiter;
  readonly locks: KeyedLock;
  /** Whether layers may be unpacked side by side. */
  readonly parallel: boolean;
}

/**
 * Fetches the layers, unpacks those whose snapshots are missing, and lets the image's config refer to the snapshots. A layer
 * is fetched even when its snapshot is there, because the snapshot may come from the same files in another compression, and
 * the image can only be exported and pushed with its own blobs. Layers that a remote snapshotter brings stay where they are.
 */
export async function unpack(ctx: Scoped, options: UnpackOptions): Promise<void> {
  const { snapshotter, config, layerOptions, parallel } = options;
  const layers = layersOf(options);
  const { snapshots, differ } = layerOptions;
  const canRebase = snapshots.canRebase && differ.canRebase === true;
  const isRebased = parallel && canRebase && layers.length > 1;
  const group = new WorkGroup(ctx);
  const unpacking = new Unpacking(group, options, { ...layerOptions, isRebased });
  group.run(() => (isRebased ? unpacking.sideBySide(layers) : unpacking.oneByOne(layers)));
  await group.wait();
  const label = `containerd.io/gc.ref.snapshot.${snapshotter}`;
  const chainId = layers.at(-1)?.chainId ?? "";
  await layerOptions.content.update(ctx, config.digest, { [label]: chainId }, [`labels.${label}`]);
}

function layersOf({ image, layers }: UnpackOptions): Layer[] {
  const { diffIds } = image;
  if (layers.length !== diffIds.length) {
    throw invalidArgument(`number of layers and diffIDs don't match: ${layers.length} != ${diffIds.length}`);
  }
  const chain = chainIds(diffIds);
  return layers.map((descriptor, position) => ({
    descriptor,
    diffId: diffIds[position] ?? "",
    chainId: chain[position] ?? "",
    parent: chain[position - 1],
  }));
}

interface BegunLayer {
  /** Gives undefined when the layer's snapshot is there already. */
  readonly prepared: Promise<Extraction | undefined>;
  /** As `prepared`, but resolves when the layer's files are in the snapshot. */
  readonly filled: Promise<Extraction | undefined>;
  /** Lets others unpack the same layer. */
  readonly release: () => void;
}

class Unpacking {
  readonly #group: WorkGroup;
  readonly #options: UnpackOptions;
  readonly #layerOptions: LayerOptions;
  readonly #fetches = new Map<Layer, Promise<void>>();

  constructor(group: WorkGroup, options: UnpackOptions, layerOptions: LayerOptions) {
    this.#group = group;
    this.#options = options;
    this.#layerOptions = layerOptions;
  }

  async oneByOne(layers: readonly Layer[]): Promise<void> {
    for (const [position, layer] of layers.entries()) {
      const release = await this.#lock(layer);
      try {
        const extraction = await this.#prepare(layer);
        if (extraction !== undefined) {
          // The layers above a missing one are missing as well, so they are fetched while this one is unpacked.
          for (const above of layers.slice(position)) {
            void this.#fetch(above);
          }
          await this.#fillAndCommit(extraction);
        }
      } finally {
        release();
      }
    }
  }

  /**
   * Prepares all snapshots at once, so that the database commits them together; fills each as soon as its layer is here;
   * commits them, lowest first. Locks are taken lowest first, so that two unpackings cannot wait for each other.
   */
  async sideBySide(layers: readonly Layer[]): Promise<void> {
    const begun: BegunLayer[] = [];
    try {
      for (const layer of layers) {
        begun.push(this.#begin(layer, await this.#lock(layer)));
      }
      for (const { filled, release } of begun) {
        const extraction = await filled;
        if (extraction !== undefined) {
          await this.#commit(extraction);
        }
        release();
      }
    } finally {
      // After a failure other layers are still being written: their snapshots are removed when nothing writes any more.
      await Promise.allSettled(begun.map(({ filled }) => filled));
      await Promise.all(begun.map(({ prepared }) => this.#abort(prepared)));
      for (const { release } of begun) {
        release();
      }
    }
  }

  #begin(layer: Layer, release: () => void): BegunLayer {
    const prepared = this.#prepare(layer);
    const filled = this.#fillPrepared(prepared);
    filled.catch((error: unknown) => this.#group.fail(error));
    return { prepared, filled, release };
  }

  async #fillPrepared(prepared: Promise<Extraction | undefined>): Promise<Extraction | undefined> {
    const extraction = await prepared;
    if (extraction !== undefined) {
      await this.#fill(extraction);
    }
    return extraction;
  }

  /** Never fails: what could not be prepared needs no removal. */
  async #abort(prepared: Promise<Extraction | undefined>): Promise<void> {
    const extraction = await prepared.catch(() => undefined);
    await extraction?.abort(this.#group.ctx);
  }

  /** Undefined when the layer's snapshot is there already. Its blob is then on its way where it is wanted. */
  async #prepare(layer: Layer): Promise<Extraction | undefined> {
    const prepared = await Extraction.prepare(this.#group.ctx, layer, this.#layerOptions);
    if (prepared instanceof Extraction) {
      return prepared;
    }
    if (!isRemote(prepared)) {
      void this.#fetch(layer);
    }
    return undefined;
  }

  async #fillAndCommit(extraction: Extraction): Promise<void> {
    try {
      await this.#fill(extraction);
      await this.#commit(extraction);
    } finally {
      await extraction.abort(this.#group.ctx);
    }
  }

  /** A layer that only waits for the disk uses no processor any more and gives its place at the limiter to the next one. */
  async #fill(extraction: Extraction): Promise<void> {
    const { ctx } = this.#group;
    await this.#fetch(extraction.layer);
    const written = Promise.withResolvers<void>();
    let applied: Promise<void> | undefined;
    const write = (): Promise<void> => {
      applied = extraction.apply(ctx, written.resolve);
      return Promise.race([applied, written.promise]);
    };
    await this.#options.limiter.run(write, ctx.signal);
    await applied;
  }

  async #commit(extraction: Extraction): Promise<void> {
    await extraction.commit(this.#group.ctx);
    this.#options.onExtracted(extraction.layer.descriptor);
  }

  #fetch(layer: Layer): Promise<void> {
    const known = this.#fetches.get(layer);
    if (known !== undefined) {
      return known;
    }
    const fetching = this.#options.fetch(this.#group.ctx, layer.descriptor);
    this.#fetches.set(layer, fetching);
    this.#group.run(() => fetching);
    return fetching;
  }

  #lock({ chainId }: Layer): Promise<() => void> {
    const { ctx } = this.#group;
    return this.#options.locks.take(`${ctx.namespace} ${this.#options.snapshotter} ${chainId}`, ctx.signal);
  }
}

function isRemote({ labels }: SnapshotInfo): boolean {
  return labels[snapshotLabels.remote] !== undefined;
}
