// From a registry into the store: resolve, fetch the tree of manifests, unpack meanwhile, and name it at last.
// Source: containerd core/transfer/local/pull.go.
import type { Scoped } from "../../context/index.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { Repository } from "../../core/registry.ts";
import type { RegistryEnd, StoreEnd } from "../../core/transfer.ts";
import { invalidArgument } from "../../errors/index.ts";
import { childrenOf, maxIndexDepth, readConfig } from "../../oci/manifest-read.ts";
import { isConfig, isIndex, isLayer, isManifest, mediaTypes } from "../../oci/media-type.ts";
import { parseReference, type Reference } from "../../oci/reference.ts";
import { noteSource } from "./distribution-source.ts";
import { labelChildren } from "./gc-labels.ts";
import { Group } from "./group.ts";
import { ingest } from "./ingest.ts";
import type { Tracker } from "./progress.ts";
import { Selection } from "./selection.ts";
import { namesOfWhole, saveImages } from "./store.ts";
import { repositoryOf, type TransferTools } from "./tools.ts";
import { unpack } from "./unpack.ts";
import { type UnpackPlace, unpackPlaces } from "./unpack-platforms.ts";

export async function pull(
  ctx: Scoped,
  tools: TransferTools,
  source: RegistryEnd,
  destination: StoreEnd,
  tracker: Tracker,
): Promise<void> {
  const registry = `OCI Registry (${source.reference})`;
  const repository = repositoryOf(tools, source);
  tracker.say(`Resolving from ${registry}`);
  const target = await repository.resolve(ctx).catch((cause: unknown) => {
    throw new Error("failed to resolve image", { cause });
  });
  if (target.mediaType === mediaTypes.dockerSchema1) {
    throw invalidArgument("schema 1 image manifests are no longer supported");
  }
  tracker.say(`Pulling from ${registry}`);
  tracker.say("fetching image content", source.reference, target);
  await new Pull(ctx, tools, { source, destination, repository, tracker }).run(target);
  const { images } = tools.metadata;
  for (const image of await saveImages(ctx, images, target, namesOfWhole(destination, target))) {
    tracker.say("saved", image.name, target);
  }
  tracker.say(`Completed pull from ${registry}`);
}

interface PullOptions {
  readonly source: RegistryEnd;
  readonly destination: StoreEnd;
  readonly repository: Repository;
  readonly tracker: Tracker;
}

class Pull {
  readonly #group: Group;
  readonly #tools: TransferTools;
  readonly #options: PullOptions;
  readonly #reference: Reference;
  readonly #selection: Selection;
  readonly #places: readonly UnpackPlace[];

  constructor(ctx: Scoped, tools: TransferTools, options: PullOptions) {
    this.#group = new Group(ctx);
    this.#tools = tools;
    this.#options = options;
    this.#reference = parseReference(options.source.reference);
    this.#selection = new Selection(options.destination);
    this.#places = unpackPlaces(options.destination.unpacks, tools.places);
  }

  async run(target: Descriptor): Promise<void> {
    this.#group.run(() => this.#visit(target, 0));
    await this.#group.wait();
  }

  async #visit(descriptor: Descriptor, depth: number): Promise<void> {
    if (depth > maxIndexDepth) {
      throw invalidArgument(`index ${descriptor.digest} is nested too deep`);
    }
    if (!isManifest(descriptor.mediaType) && !isIndex(descriptor.mediaType)) {
      await this.#fetch(this.#group.ctx, descriptor);
      return;
    }
    const children = await this.#visitDocument(descriptor);
    if (isManifest(descriptor.mediaType) && this.#places.length > 0) {
      await this.#unpackOrFetch(children);
      return;
    }
    for (const child of children) {
      this.#group.run(() => this.#visit(child, depth + 1));
    }
  }

  /** Fetches a manifest or an index and gives what of it is wanted. */
  async #visitDocument(descriptor: Descriptor): Promise<readonly Descriptor[]> {
    const { ctx } = this.#group;
    const { content } = this.#tools.metadata;
    await this.#fetch(ctx, descriptor);
    const children = await childrenOf(ctx, content, descriptor);
    await labelChildren(ctx, content, descriptor, children);
    const wanted = this.#selection.of(descriptor, children);
    this.#options.tracker.addChildren(descriptor, wanted);
    return wanted;
  }

  async #fetch(ctx: Scoped, descriptor: Descriptor): Promise<void> {
    const { tracker, repository } = this.#options;
    const { metadata, downloads, locks } = this.#tools;
    tracker.waiting(descriptor);
    await locks.run(ctx, `${ctx.namespace} ${descriptor.digest}`, () =>
      downloads.run(ctx, async () => {
        const isNew = await ingest(ctx, {
          content: metadata.content,
          descriptor,
          source: (inner, offset) => repository.fetch(inner, descriptor, offset),
          progress: (bytes) => tracker.moved(descriptor, bytes),
        });
        isNew ? tracker.complete(descriptor) : tracker.exists(descriptor);
      }),
    );
    await noteSource(ctx, metadata.content, descriptor.digest, this.#reference);
  }

  /** Config first: it says what the layers should become. */
  async #unpackOrFetch(children: readonly Descriptor[]): Promise<void> {
    const { ctx } = this.#group;
    const layers = children.filter(({ mediaType }) => isLayer(mediaType));
    const others = children.filter(({ mediaType }) => !isLayer(mediaType));
    await Promise.all(others.map((other) => this.#fetch(ctx, other)));
    const config = others.find(({ mediaType }) => isConfig(mediaType));
    const image = config && (await readConfig(ctx, this.#tools.metadata.content, config));
    const place = this.#places.find(({ matcher }) => image !== undefined && matcher.matches(image.platform));
    const isUnpackable = image !== undefined && (image.rootfsType === "" || image.rootfsType === "layers");
    if (config === undefined || place === undefined || !isUnpackable || layers.length === 0) {
      await Promise.all(layers.map((layer) => this.#fetch(ctx, layer)));
      return;
    }
    const { tracker } = this.#options;
    const { metadata, differ, unpacks, locks, parallel, sync } = this.#tools;
    await unpack(ctx, {
      snapshotter: place.snapshotter,
      tools: {
        snapshots: metadata.snapshots.of(place.snapshotter),
        content: metadata.content,
        differ,
        sync,
        progress: (layer, bytes) => tracker.extracting(layer, bytes),
      },
      config,
      image,
      layers,
      fetch: (inner, layer) => this.#fetch(inner, layer),
      onExtracted: (layer) => tracker.extracted(layer),
      limiter: unpacks,
      locks,
      parallel,
    });
  }
}
