// Pulls an image from a registry: resolves the reference, fetches the tree of documents and the layers, unpacks these
// meanwhile, and names the image when all of it is there.
// Source: containerd core/transfer/local/pull.go.
import type { Scoped } from "../../context/index.ts";
import type { ContentStore } from "../../core/content.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { Repository } from "../../core/registry.ts";
import type { RegistryEnd, StoreEnd } from "../../core/transfer.ts";
import { permissionDenied } from "../../errors/index.ts";
import { readMediaType } from "../../oci/document-type.ts";
import { readDocument } from "../../oci/manifest-read.ts";
import { parseReference } from "../../oci/reference.ts";
import { noteSource } from "./distribution-source.ts";
import { namesOfWhole } from "./image-names.ts";
import { ImageTree } from "./image-tree.ts";
import { ingest } from "./ingest.ts";
import type { Tracker } from "./progress.ts";
import { repositoryOf } from "./repository.ts";
import { saveImages } from "./save-images.ts";
import type { TransferConfig } from "./transfer-config.ts";

export async function pull(
  ctx: Scoped,
  config: TransferConfig,
  source: RegistryEnd,
  destination: StoreEnd,
  tracker: Tracker,
): Promise<void> {
  const registry = `OCI Registry (${source.reference})`;
  const repository = repositoryOf(config, source);
  tracker.say(`Resolving from ${registry}`);
  const resolved = await resolve(ctx, repository);
  await verify(ctx, config, source.reference, resolved);
  tracker.say(`Pulling from ${registry}`);
  tracker.say("fetching image content", source.reference, resolved);
  const reference = parseReference(source.reference);
  const fetch = async (inner: Scoped, descriptor: Descriptor): Promise<void> => {
    await fetchBlob(inner, config, repository, descriptor, tracker);
    await noteSource(inner, config.metadata.content, descriptor.digest, reference);
  };
  await fetch(ctx, resolved);
  const { content, images } = config.metadata;
  const target = await withOwnType(ctx, content, resolved);
  const bringOthers = async (inner: Scoped, descriptor: Descriptor): Promise<void> => {
    if (descriptor.digest !== target.digest) {
      await fetch(inner, descriptor);
    }
  };
  await new ImageTree(ctx, config, { destination, tracker, fetch: bringOthers }).complete(target);
  for (const image of await saveImages(ctx, images, target, namesOfWhole(destination, target))) {
    tracker.say("saved", image.name, target);
  }
  tracker.say(`Completed pull from ${registry}`);
}

async function resolve(ctx: Scoped, repository: Repository): Promise<Descriptor> {
  return await repository.resolve(ctx).catch((cause: unknown) => {
    throw new Error("failed to resolve image", { cause });
  });
}

/** The registry said which type the target has. Now that the document is here, it says so itself. */
async function withOwnType(ctx: Scoped, content: ContentStore, resolved: Descriptor): Promise<Descriptor> {
  const bytes = await readDocument(ctx, content, resolved);
  return { ...resolved, mediaType: readMediaType(bytes, resolved.digest) };
}

async function verify(
  ctx: Scoped,
  { verifiers }: TransferConfig,
  name: string,
  target: Descriptor,
): Promise<void> {
  const { digest } = target;
  for (const [id, verifier] of verifiers) {
    const { ok, reason } = await verifier.verify(ctx, name, target).catch((cause: unknown) => {
      throw new Error(`blocking pull of ${name} with digest ${digest}: image verifier ${id}`, { cause });
    });
    if (!ok) {
      throw permissionDenied(
        `image verifier ${id} blocked pull of ${name} with digest ${digest} for reason: ${reason}`,
      );
    }
  }
}

/** Fetches a blob, unless another pull is fetching it or has done so: its bytes are as good. */
async function fetchBlob(
  ctx: Scoped,
  { metadata, locks, downloads }: TransferConfig,
  repository: Repository,
  descriptor: Descriptor,
  tracker: Tracker,
): Promise<void> {
  tracker.waiting(descriptor);
  const fetch = async (): Promise<void> => {
    const isNew = await ingest(ctx, {
      content: metadata.content,
      descriptor,
      source: (inner, offset) => {
        tracker.begun(descriptor, offset);
        return repository.fetch(inner, descriptor, offset);
      },
      download: (inner, target, progress) => {
        tracker.begun(descriptor, target.offset);
        return repository.download(inner, descriptor, target, progress);
      },
      progress: (bytes) => tracker.moved(descriptor, bytes),
    });
    isNew ? tracker.complete(descriptor) : tracker.exists(descriptor);
  };
  const { signal } = ctx;
  await locks.run(`${ctx.namespace} ${descriptor.digest}`, () => downloads.run(fetch, signal), signal);
}
