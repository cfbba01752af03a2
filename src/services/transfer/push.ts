// Sends an image to a registry: blobs first, then manifests, then indexes, so that no document in the registry names a blob
// that is missing there.
// Source: containerd core/transfer/local/push.go, core/remotes/handlers.go.
import { WorkGroup } from "../../context/group.ts";
import type { Scoped } from "../../context/index.ts";
import type { ContentStore } from "../../core/content.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { PushTarget } from "../../core/registry.ts";
import type { RegistryEnd, StoreEnd } from "../../core/transfer.ts";
import { failedPrecondition } from "../../errors/index.ts";
import { childrenOf, maxIndexDepth } from "../../oci/manifest-read.ts";
import { isIndex, isManifest } from "../../oci/media-type.ts";
import { everyPlatform, ordered } from "../../oci/platform-match.ts";
import { readBlob } from "./blob.ts";
import { withSources } from "./distribution-source.ts";
import type { Tracker } from "./progress.ts";
import { repositoryOf } from "./repository.ts";
import type { TransferConfig } from "./transfer-config.ts";

export async function push(
  ctx: Scoped,
  config: TransferConfig,
  source: StoreEnd,
  destination: RegistryEnd,
  tracker: Tracker,
): Promise<void> {
  const registry = `OCI Registry (${destination.reference})`;
  const { images, content } = config.metadata;
  const image = await images.get(ctx, source.name);
  tracker.say(`Pushing to ${registry}`);
  tracker.say("pushing content", image.name, image.target);
  const matcher = source.platforms.length === 0 ? everyPlatform : ordered(source.platforms);
  const collect = async (descriptor: Descriptor, depth: number): Promise<Descriptor[]> => {
    if (depth > maxIndexDepth) {
      throw failedPrecondition(`index ${descriptor.digest} is nested too deep`);
    }
    const children = await withSources(ctx, content, descriptor, await childrenOf(ctx, content, descriptor));
    const wanted = children.filter(({ platform }) => platform === undefined || matcher.matches(platform));
    tracker.addChildren(descriptor, wanted);
    const below = [];
    for (const child of wanted) {
      below.push(...(await collect(child, depth + 1)));
    }
    return [...below, descriptor];
  };
  const all = unique(await collect(image.target, 0));
  const target = repositoryOf(config, destination).pusher(ctx, image.target.digest);
  await new Push(config, target, tracker).run(ctx, all);
  tracker.say("pushed content", image.name, image.target);
  tracker.say(`Completed push to ${registry}`, "", image.target);
}

function unique(descriptors: readonly Descriptor[]): Descriptor[] {
  return [...new Map(descriptors.map((descriptor) => [descriptor.digest, descriptor])).values()];
}

class Push {
  readonly #config: TransferConfig;
  readonly #target: PushTarget;
  readonly #tracker: Tracker;

  constructor(config: TransferConfig, target: PushTarget, tracker: Tracker) {
    this.#config = config;
    this.#target = target;
    this.#tracker = tracker;
  }

  /** Sends `descriptors`, in which children stand before their parents. */
  async run(ctx: Scoped, descriptors: readonly Descriptor[]): Promise<void> {
    const isBlob = ({ mediaType }: Descriptor): boolean => !isManifest(mediaType) && !isIndex(mediaType);
    const group = new WorkGroup(ctx);
    for (const blob of descriptors.filter(isBlob)) {
      group.run(() => this.#config.uploads.run(() => this.#push(group.ctx, blob), group.ctx.signal));
    }
    await group.wait();
    for (const document of descriptors.filter((descriptor) => !isBlob(descriptor))) {
      await this.#push(ctx, document);
    }
  }

  async #push(ctx: Scoped, descriptor: Descriptor): Promise<void> {
    this.#tracker.waiting(descriptor);
    if (await this.#target.exists(ctx, descriptor)) {
      this.#tracker.exists(descriptor);
      return;
    }
    const { content } = this.#config.metadata;
    await this.#target.push(ctx, descriptor, (offset) => this.#read(ctx, content, descriptor, offset));
    this.#tracker.complete(descriptor);
  }

  async *#read(
    ctx: Scoped,
    content: ContentStore,
    descriptor: Descriptor,
    offset: number,
  ): AsyncGenerator<Uint8Array> {
    let position = offset;
    for await (const chunk of readBlob(ctx, content, descriptor, offset)) {
      yield chunk;
      position += chunk.length;
      this.#tracker.moved(descriptor, position);
    }
  }
}
