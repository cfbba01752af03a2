// Imports an archive: first its blobs as they come, then the images that its index or docker's manifest names.
// Source: containerd core/transfer/local/import.go.
import type { Scoped } from "../../context/index.ts";
import type { ContentStore } from "../../core/content.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { ImportEnd, StoreEnd } from "../../core/transfer.ts";
import { failedPrecondition, isKind, notFound } from "../../errors/index.ts";
import { childrenOf } from "../../oci/manifest-read.ts";
import { isNonDistributable } from "../../oci/media-type.ts";
import { importArchive } from "./archive/import.ts";
import { type NewName, namesOfMember, namesOfNameless, namesOfWhole } from "./image-names.ts";
import { ImageTree } from "./image-tree.ts";
import type { Tracker } from "./progress.ts";
import { saveImages } from "./save-images.ts";
import { Selection } from "./selection.ts";
import type { TransferConfig } from "./transfer-config.ts";

export async function importImages(
  ctx: Scoped,
  config: TransferConfig,
  source: ImportEnd,
  destination: StoreEnd,
  tracker: Tracker,
): Promise<void> {
  const { content, images } = config.metadata;
  tracker.say("Importing");
  const index = await importArchive(ctx, content, source);
  const fetch = (inner: Scoped, descriptor: Descriptor): Promise<void> =>
    requireBlob(inner, content, descriptor);
  await new ImageTree(ctx, config, { destination, tracker, fetch }).complete(index);
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

/** Gives the index of the archive and the images in it, each with the names that it gets. */
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

/** A blob that an image names must be in the archive or in the store already, and be as long as the image says. */
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
