// An image as it comes into the store: its tree of documents walked, what is wanted of it brought in and unpacked, all
// of it labelled so that collection keeps it. How a blob is brought in is the caller's business.

import { Group } from "../../context/group.ts";
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
import type { TransferTools } from "./tools.ts";
import { unpack } from "./unpack.ts";
import { type UnpackPlace, unpackPlaces } from "./unpack-platforms.ts";

export interface ImageTreeOptions {
  readonly destination: StoreEnd;
  readonly tracker: Tracker;
  /** Resolves when the blob is in the content store. */
  readonly bring: (ctx: Scoped, descriptor: Descriptor) => Promise<void>;
}

export class ImageTree {
  readonly #group: Group;
  readonly #tools: TransferTools;
  readonly #options: ImageTreeOptions;
  readonly #selection: Selection;
  readonly #places: readonly UnpackPlace[];

  constructor(ctx: Scoped, tools: TransferTools, options: ImageTreeOptions) {
    this.#group = new Group(ctx);
    this.#tools = tools;
    this.#options = options;
    this.#selection = new Selection(options.destination);
    this.#places = unpackPlaces(options.destination.unpacks, tools.places);
  }

  /** Resolves when all of it is there and unpacked. */
  async complete(target: Descriptor): Promise<void> {
    this.#group.run(() => this.#visit(target, 0));
    await this.#group.wait();
  }

  async #visit(descriptor: Descriptor, depth: number): Promise<void> {
    if (depth > maxIndexDepth) {
      throw invalidArgument(`index ${descriptor.digest} is nested too deep`);
    }
    if (!isManifest(descriptor.mediaType) && !isIndex(descriptor.mediaType)) {
      await this.#options.bring(this.#group.ctx, descriptor);
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

  /** Gives what is wanted of a manifest or an index. */
  async #visitDocument(descriptor: Descriptor): Promise<readonly Descriptor[]> {
    const { ctx } = this.#group;
    const { content } = this.#tools.metadata;
    await this.#bringDocument(descriptor);
    const children = await childrenOf(ctx, content, descriptor);
    await labelChildren(ctx, content, descriptor, children);
    const wanted = this.#selection.of(descriptor, children);
    this.#options.tracker.addChildren(descriptor, wanted);
    return wanted;
  }

  /** Where it is to be unpacked the config comes first: it says what the layers should become. */
  async #visitImage(children: readonly Descriptor[]): Promise<void> {
    const layers = children.filter(({ mediaType }) => isLayer(mediaType));
    const others = children.filter(({ mediaType }) => !isLayer(mediaType));
    const config = others.find(({ mediaType }) => isConfig(mediaType));
    if (this.#places.length === 0 || config === undefined || layers.length === 0) {
      this.#bringAll(children);
      return;
    }
    this.#bringAll(others.filter((other) => other !== config));
    await this.#bringDocument(config);
    await this.#unpackOrBring(config, layers);
  }

  async #unpackOrBring(config: Descriptor, layers: readonly Descriptor[]): Promise<void> {
    const { ctx } = this.#group;
    const { metadata, differ, unpacks, locks, parallel, sync } = this.#tools;
    const { tracker, bring } = this.#options;
    const image = await readConfig(ctx, metadata.content, config);
    const place = this.#places.find(({ matcher }) => matcher.matches(image.platform));
    if (place === undefined || !["", "layers"].includes(image.rootfsType)) {
      this.#bringAll(layers);
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
      ...{ config, image, layers, locks, parallel },
      limiter: unpacks,
      fetch: bring,
      onExtracted: (layer) => tracker.extracted(layer),
    });
  }

  /** What will be read whole must be small, before a byte of it is stored (CVE-2023-25153). */
  async #bringDocument(descriptor: Descriptor): Promise<void> {
    const { digest, size } = descriptor;
    if (size > maxDocumentBytes) {
      throw invalidArgument(`${digest}: ${size} bytes are more than the ${maxDocumentBytes} allowed`);
    }
    await this.#options.bring(this.#group.ctx, descriptor);
  }

  #bringAll(descriptors: readonly Descriptor[]): void {
    for (const descriptor of descriptors) {
      this.#group.run(() => this.#options.bring(this.#group.ctx, descriptor));
    }
  }
}
