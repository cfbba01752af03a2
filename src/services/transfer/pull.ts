// From a registry into the store: resolve, fetch the tree of manifests, unpack meanwhile, and name it at last.
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
import { ImageTree } from "./image-tree.ts";
import { ingest } from "./ingest.ts";
import type { Tracker } from "./progress.ts";
import { namesOfWhole, saveImages } from "./store.ts";
import { repositoryOf, type TransferTools } from "./tools.ts";

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
  const resolved = await resolve(ctx, repository);
  await verify(ctx, tools, source.reference, resolved);
  tracker.say(`Pulling from ${registry}`);
  tracker.say("fetching image content", source.reference, resolved);
  const reference = parseReference(source.reference);
  const bring = async (inner: Scoped, descriptor: Descriptor): Promise<void> => {
    await fetchBlob(inner, tools, repository, descriptor, tracker);
    await noteSource(inner, tools.metadata.content, descriptor.digest, reference);
  };
  await bring(ctx, resolved);
  const { content, images } = tools.metadata;
  const target = await withOwnType(ctx, content, resolved);
  const bringOthers = async (inner: Scoped, descriptor: Descriptor): Promise<void> => {
    if (descriptor.digest !== target.digest) {
      await bring(inner, descriptor);
    }
  };
  await new ImageTree(ctx, tools, { destination, tracker, bring: bringOthers }).complete(target);
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

/** The registry said which type the document has; now that it is here, the document says so itself. */
async function withOwnType(ctx: Scoped, content: ContentStore, resolved: Descriptor): Promise<Descriptor> {
  const bytes = await readDocument(ctx, content, resolved);
  return { ...resolved, mediaType: readMediaType(bytes, resolved.digest) };
}

async function verify(
  ctx: Scoped,
  { verifiers }: TransferTools,
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

/** One at a time for each blob: another pull's bytes are as good as ours. */
async function fetchBlob(
  ctx: Scoped,
  { metadata, locks, downloads }: TransferTools,
  repository: Repository,
  descriptor: Descriptor,
  tracker: Tracker,
): Promise<void> {
  tracker.waiting(descriptor);
  const fetch = async (): Promise<void> => {
    const isNew = await ingest(ctx, {
      content: metadata.content,
      descriptor,
      source: (inner, offset) => repository.fetch(inner, descriptor, offset),
      download: (inner, target, progress) => repository.download(inner, descriptor, target, progress),
      progress: (bytes) => tracker.moved(descriptor, bytes),
    });
    isNew ? tracker.complete(descriptor) : tracker.exists(descriptor);
  };
  const { signal } = ctx;
  await locks.run(`${ctx.namespace} ${descriptor.digest}`, () => downloads.run(fetch, signal), signal);
}
