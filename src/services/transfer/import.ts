// From an archive into the store: its blobs as they come, then the images that its index or manifest names.
// Source: containerd core/transfer/local/import.go.
import type { Scoped } from "../../context/index.ts";
import type { ContentStore } from "../../core/content.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { ImportEnd, StoreEnd } from "../../core/transfer.ts";
import { failedPrecondition, isKind, notFound } from "../../errors/index.ts";
import { childrenOf } from "../../oci/manifest-read.ts";
import { isNonDistributable } from "../../oci/media-type.ts";
import { importArchive } from "./archive/import.ts";
import { ImageTree } from "./image-tree.ts";
import type { Tracker } from "./progress.ts";
import { Selection } from "./selection.ts";
import { type NewName, namesOfMember, namesOfNameless, namesOfWhole, saveImages } from "./store.ts";
import type { TransferTools } from "./tools.ts";

export async function importImages(
  ctx: Scoped,
  tools: TransferTools,
  source: ImportEnd,
  destination: StoreEnd,
  tracker: Tracker,
): Promise<void> {
  const { content, images } = tools.metadata;
  tracker.say("Importing");
  const index = await importArchive(ctx, content, source);
  const bring = (inner: Scoped, descriptor: Descriptor): Promise<void> =>
    requireBlob(inner, content, descriptor);
  await new ImageTree(ctx, tools, { destination, tracker, bring }).complete(index);
  for (const { target, names } of await nameAll(ctx, content, index, destination, tracker)) {
    for (const image of await saveImages(ctx, images, target, names)) {
      tracker.say("saved", image.name, target);
    }
  }
  tracker.say("Completed import");
}

interface NamedTarget {
  readonly target: Descriptor;
  readonly names: readonly NewName[];
}

/** The index of the archive and the images in it, with their names. */
async function nameAll(
  ctx: Scoped,
  content: ContentStore,
  index: Descriptor,
  destination: StoreEnd,
  tracker: Tracker,
): Promise<NamedTarget[]> {
  const members = await childrenOf(ctx, content, index);
  const wanted = new Set(new Selection(destination).of(index, members));
  const named: NamedTarget[] = [{ target: index, names: namesOfWhole(destination, index) }];
  for (const target of members) {
    const names = namesOfMember(destination, target);
    const digestNames = names.length === 0 && wanted.has(target) ? namesOfNameless(destination, target) : [];
    for (const { name } of digestNames) {
      tracker.say(`${target.digest} has no name in the archive, and is saved as ${name}`, "", target);
    }
    named.push({ target, names: [...names, ...digestNames] });
  }
  return named;
}

/** What an image names must be in the archive, or be known, and be as long as it says. */
async function requireBlob(ctx: Scoped, content: ContentStore, descriptor: Descriptor): Promise<void> {
  const { digest, mediaType, size } = descriptor;
  const info = await content.info(ctx, digest).catch((error: unknown) => {
    if (!isKind(error, "not found")) {
      throw error;
    }
  });
  if (info === undefined && !isNonDistributable(mediaType)) {
    throw notFound(`archive names ${digest} (${mediaType}), which it does not hold: content ${digest}`);
  }
  if (info !== undefined && info.size !== size) {
    throw failedPrecondition(`${digest} has ${info.size} bytes, ${size} were promised`);
  }
}
