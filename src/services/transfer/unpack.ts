// An image's layers into snapshots, while they are still being fetched. Where the snapshotter can rebase, layers are
// unpacked side by side and committed in order; else one after another. Source: containerd core/unpack/unpacker.go.
import type { Scoped } from "../../context/index.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import { invalidArgument } from "../../errors/index.ts";
import { chainIds } from "../../oci/chain-id.ts";
import type { ImageConfig } from "../../oci/manifest-config.ts";
import { Group } from "./group.ts";
import type { KeyedLock } from "./keyed-lock.ts";
import type { Limiter } from "./limiter.ts";
import { Extraction, type Layer, type LayerTools } from "./unpack-layer.ts";

export interface UnpackOptions {
  /** Name of the snapshotter. */
  readonly snapshotter: string;
  readonly tools: Omit<LayerTools, "isRebased">;
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

/** Unpacks what is not there yet, and lets the image's config hold on to the snapshots. */
export async function unpack(ctx: Scoped, options: UnpackOptions): Promise<void> {
  const { snapshotter, config, tools, parallel } = options;
  const layers = layersOf(options);
  const isRebased = parallel && tools.snapshots.canRebase && layers.length > 1;
  const group = new Group(ctx);
  const run = new Run(group, options, { ...tools, isRebased });
  group.run(() => (isRebased ? run.sideBySide(layers) : run.oneByOne(layers)));
  await group.wait();
  const label = `containerd.io/gc.ref.snapshot.${snapshotter}`;
  const chainId = layers.at(-1)?.chainId ?? "";
  await tools.content.update(ctx, config.digest, { [label]: chainId }, [`labels.${label}`]);
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

interface Begun {
  readonly extraction: Extraction;
  /** Resolves when the layer's files are in it. */
  readonly filled: Promise<void>;
  readonly release: () => void;
}

class Run {
  readonly #group: Group;
  readonly #options: UnpackOptions;
  readonly #tools: LayerTools;
  readonly #fetches = new Map<Layer, Promise<void>>();

  constructor(group: Group, options: UnpackOptions, tools: LayerTools) {
    this.#group = group;
    this.#options = options;
    this.#tools = tools;
  }

  async oneByOne(layers: readonly Layer[]): Promise<void> {
    for (const [position, layer] of layers.entries()) {
      const release = await this.#lock(layer);
      try {
        const extraction = await Extraction.prepare(this.#group.ctx, layer, this.#tools);
        if (extraction !== undefined) {
          // Once a layer is missing, those above it are too: they can be fetched meanwhile.
          layers.slice(position).map((above) => this.#fetch(above));
          await this.#fillAndCommit(extraction);
        }
      } finally {
        release();
      }
    }
  }

  /** All are prepared first, from the lowest; whichever is fetched is applied; the commits go upwards again. */
  async sideBySide(layers: readonly Layer[]): Promise<void> {
    const begun: Begun[] = [];
    try {
      for (const layer of layers) {
        const next = await this.#begin(layer);
        if (next !== undefined) {
          begun.push(next);
        }
      }
      for (const { extraction, filled, release } of begun) {
        await filled;
        await this.#commit(extraction);
        release();
      }
    } finally {
      // After a failure the rest is still on its way: what was prepared goes when nothing writes to it any more.
      await Promise.allSettled(begun.map(({ filled }) => filled));
      await Promise.all(begun.map(({ extraction }) => extraction.abort(this.#group.ctx)));
      for (const { release } of begun) {
        release();
      }
    }
  }

  /** Undefined when its snapshot is there already. */
  async #begin(layer: Layer): Promise<Begun | undefined> {
    const release = await this.#lock(layer);
    try {
      const extraction = await Extraction.prepare(this.#group.ctx, layer, this.#tools);
      if (extraction !== undefined) {
        const filled = this.#fill(extraction);
        filled.catch((error: unknown) => this.#group.fail(error));
        return { extraction, filled, release };
      }
    } catch (error) {
      release();
      throw error;
    }
    release();
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

  async #fill(extraction: Extraction): Promise<void> {
    const { ctx } = this.#group;
    await this.#fetch(extraction.layer);
    await this.#options.limiter.run(ctx, () => extraction.apply(ctx));
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
    return this.#options.locks.take(ctx, `${ctx.namespace} ${this.#options.snapshotter} ${chainId}`);
  }
}
