// Completes an image in the store: walks its tree of documents, has the wanted parts fetched, unpacks them, and labels
// all of it so that the garbage collection keeps it. Where blobs are fetched from is the caller's business.
import { WorkGroup } from "../../context/group.ts";
import type { Scoped } from "../../context/index.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { StoreEnd } from "../../core/transfer.ts";
import { invalidArgument } from "../../errors/index.ts";
import { maxDocumentBytes } from "../../oci/document.ts";
import { childrenOf, maxIndexDepth, readConfig } from "../../oci/manifest-read.ts";
import { isConfig, isIndex, isLayer, isManifest } from "../../oci/media-type.ts";
import { labelChildren } from "./gc-labels.ts";
import type { Tracker } from "./progress.ts";
import { Selection } from "./selection.ts";
import type { TransferConfig } from "./transfer-config.ts";
import { unpack } from "./unpack.ts";
import { type UnpackPlace, unpackPlaces } from "./unpack-platforms.ts";

export interface ImageTreeOptions {
  readonly destination: StoreEnd;
  readonly tracker: Tracker;
  /** Resolves when the blob is in the content store. */
  readonly fetch: (ctx: Scoped, descriptor: Descriptor) => Promise<void>;
}

export class ImageTree {
  readonly #group: WorkGroup;
  readonly #config: TransferConfig;
  readonly #options: ImageTreeOptions;
  readonly #selection: Selection;
  readonly #places: readonly UnpackPlace[];

  constructor(ctx: Scoped, config: TransferConfig, options: ImageTreeOptions) {
    this.#group = new WorkGroup(ctx);
    this.#config = config;
    this.#options = options;
    this.#selection = new Selection(options.destination);
    this.#places = unpackPlaces(options.destination.unpacks, config.places);
  }

  /** Resolves when all wanted parts of the image are in the store and unpacked. */
  async complete(target: Descriptor): Promise<void> {
    this.#group.run(() => this.#visit(target, 0));
    await this.#group.wait();
  }

  async #visit(descriptor: Descriptor, depth: number): Promise<void> {
    if (depth > maxIndexDepth) {
      throw invalidArgument(`index ${descriptor.digest} is nested too deep`);
    }
    if (!isManifest(descriptor.mediaType) && !isIndex(descriptor.mediaType)) {
      await this.#options.fetch(this.#group.ctx, descriptor);
      return;
    }
    const children = await this.#visitDocument(descriptor);
    if (isManifest(descriptor.mediaType)) {
      await this.#visitImage(children);
      return;
    }
    for (const child of children) {
      this.#group.run(() => this.#visit(child, depth + 1));
    }
  }

  /** Fetches a manifest or an index, and gives those of its children that are wanted. */
  async #visitDocument(descriptor: Descriptor): Promise<readonly Descriptor[]> {
    const { ctx } = this.#group;
    const { content } = this.#config.metadata;
    await this.#fetchDocument(descriptor);
    const children = await childrenOf(ctx, content, descriptor);
    await labelChildren(ctx, content, descriptor, children);
    const wanted = this.#selection.of(descriptor, children);
    this.#options.tracker.addChildren(descriptor, wanted);
    return wanted;
  }

  /** The config of an image that is to be unpacked is fetched before its layers, because it says what these become. */
  async #visitImage(children: readonly Descriptor[]): Promise<void> {
    const layers = children.filter(({ mediaType }) => isLayer(mediaType));
    const others = children.filter(({ mediaType }) => !isLayer(mediaType));
    const config = others.find(({ mediaType }) => isConfig(mediaType));
    if (this.#places.length === 0 || config === undefined || layers.length === 0) {
      this.#fetchAll(children);
      return;
    }
    this.#fetchAll(others.filter((other) => other !== config));
    await this.#fetchDocument(config);
    await this.#unpackOrFetch(config, layers);
  }

  async #unpackOrFetch(config: Descriptor, layers: readonly Descriptor[]): Promise<void> {
    const { ctx } = this.#group;
    const { metadata, differ, unpacks, locks, parallel, sync } = this.#config;
    const { tracker, fetch } = this.#options;
    const image = await readConfig(ctx, metadata.content, config);
    const place = this.#places.find(({ matcher }) => matcher.matches(image.platform));
    if (place === undefined || !["", "layers"].includes(image.rootfsType)) {
      this.#fetchAll(layers);
      return;
    }
    await unpack(ctx, {
      snapshotter: place.snapshotter,
      layerOptions: {
        snapshots: metadata.snapshots.of(place.snapshotter),
        content: metadata.content,
        differ: place.differ ?? differ,
        sync,
        progress: (layer, bytes) => tracker.extracting(layer, bytes),
      },
      config,
      image,
      layers,
      locks,
      parallel,
      limiter: unpacks,
      fetch,
      onExtracted: (layer) => tracker.extracted(layer),
    });
  }

  /** A document will be read as a whole. One that is too large is refused before a byte of it is stored (CVE-2023-25153). */
  async #fetchDocument(descriptor: Descriptor): Promise<void> {
    const { digest, size } = descriptor;
    if (size > maxDocumentBytes) {
      throw invalidArgument(`${digest}: ${size} bytes are more than the ${maxDocumentBytes} allowed`);
    }
    await this.#options.fetch(this.#group.ctx, descriptor);
  }

  #fetchAll(descriptors: readonly Descriptor[]): void {
    for (const descriptor of descriptors) {
      this.#group.run(() => this.#options.fetch(this.#group.ctx, descriptor));
    }
  }
}
