// Computes the size of an image. Source: containerd core/images/image.go, Size.
import type { Scoped } from "../context/index.ts";
import type { Descriptor } from "../core/descriptor.ts";
import { invalidArgument, notFound } from "../errors/index.ts";
import { type BlobReader, childrenOf, maxIndexDepth, sortByPlatform } from "./manifest-read.ts";
import { isIndex } from "./media-type.ts";
import type { PlatformMatcher } from "./platform-match.ts";

/**
 * The bytes that one platform needs of an image: the target, the indexes on the way to the manifest that matches best, that
 * manifest, its config and its compressed layers. A layer that the manifest names twice counts twice. Throws not found when a
 * document is missing, or the image has no manifest for the platform.
 */
export async function imageSize(
  ctx: Scoped,
  store: BlobReader,
  target: Descriptor,
  matcher: PlatformMatcher,
): Promise<number> {
  const size = await sizeFrom(target, 0);
  if (size === undefined) {
    throw notFound(`no match for platform in manifest ${target.digest}`);
  }
  return size;

  /** The size of a document and of what the platform needs below it; undefined for an index without a manifest for the platform. */
  async function sizeFrom(document: Descriptor, depth: number): Promise<number | undefined> {
    if (depth > maxIndexDepth) {
      throw invalidArgument(`index ${document.digest} is nested too deep`);
    }
    const suited = sortByPlatform(await childrenOf(ctx, store, document), matcher);
    if (!isIndex(document.mediaType)) {
      return suited.reduce((sum, child) => sum + child.size, document.size);
    }
    for (const child of suited) {
      const size = await sizeFrom(child, depth + 1);
      if (size !== undefined) {
        return document.size + size;
      }
    }
    return undefined;
  }
}
