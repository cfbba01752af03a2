// Reads the documents of an image from a content store, from its target down to the manifest and config of a platform.
// Source: containerd core/images/image.go, handlers.go.
import type { Scoped } from "../context/index.ts";
import type { ContentStore } from "../core/content.ts";
import type { Descriptor } from "../core/descriptor.ts";
import { invalidArgument, notFound } from "../errors/index.ts";
import { maxDocumentBytes } from "./document.ts";
import { type Manifest, parseIndex, parseManifest } from "./manifest.ts";
import { type ImageConfig, parseImageConfig } from "./manifest-config.ts";
import { isConfig, isIndex, isManifest } from "./media-type.ts";
import type { PlatformMatcher } from "./platform-match.ts";

export type BlobReader = Pick<ContentStore, "reader">;

/** How deep indexes may be nested. Images need one or two levels; a hostile image could nest them without end. */
export const maxIndexDepth = 8;

/** Reads a whole JSON document. Throws invalid argument when it is over 8 MiB. */
export async function readDocument(
  ctx: Scoped,
  store: BlobReader,
  descriptor: Descriptor,
): Promise<Uint8Array> {
  await using reader = await store.reader(ctx, descriptor.digest);
  if (reader.size > maxDocumentBytes) {
    throw invalidArgument(
      `${descriptor.digest}: ${reader.size} bytes are more than the ${maxDocumentBytes} allowed`,
    );
  }
  const bytes = new Uint8Array(reader.size);
  let offset = 0;
  while (offset < bytes.length) {
    const chunk = await reader.read(offset, Math.min(bytes.length - offset, 1 << 20));
    if (chunk.length === 0) {
      break;
    }
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** The descriptors in a document: config and layers of a manifest, manifests of an index. Other types have none. */
export async function childrenOf(
  ctx: Scoped,
  store: BlobReader,
  descriptor: Descriptor,
): Promise<readonly Descriptor[]> {
  if (isManifest(descriptor.mediaType)) {
    const { config, layers } = parseManifest(await readDocument(ctx, store, descriptor), descriptor);
    return [config, ...layers];
  }
  if (isIndex(descriptor.mediaType)) {
    return parseIndex(await readDocument(ctx, store, descriptor), descriptor).manifests;
  }
  return [];
}

export async function readConfig(ctx: Scoped, store: BlobReader, config: Descriptor): Promise<ImageConfig> {
  return parseImageConfig(await readDocument(ctx, store, config), config);
}

/** Finds the manifest that matches the platform best. Throws not found with containerd's text when there is none. */
export async function readManifest(
  ctx: Scoped,
  store: BlobReader,
  target: Descriptor,
  matcher: PlatformMatcher,
): Promise<{ descriptor: Descriptor; manifest: Manifest }> {
  const found = await findManifest(ctx, store, target, matcher, 0);
  if (found === undefined) {
    throw notFound(`no match for platform in manifest ${target.digest}`);
  }
  return found;
}

async function findManifest(
  ctx: Scoped,
  store: BlobReader,
  target: Descriptor,
  matcher: PlatformMatcher,
  depth: number,
): Promise<{ descriptor: Descriptor; manifest: Manifest } | undefined> {
  if (isManifest(target.mediaType)) {
    const manifest = parseManifest(await readDocument(ctx, store, target), target);
    const needsConfig = depth > 0 && target.platform === undefined;
    const matches = !needsConfig || matcher.matches((await readConfig(ctx, store, manifest.config)).platform);
    return matches ? { descriptor: target, manifest } : undefined;
  }
  if (!isIndex(target.mediaType) || depth > maxIndexDepth) {
    throw notFound(`unexpected media type ${target.mediaType} for ${target.digest}`);
  }
  const { manifests } = parseIndex(await readDocument(ctx, store, target), target);
  for (const candidate of sortByPlatform(manifests, matcher)) {
    const isDocument = isManifest(candidate.mediaType) || isIndex(candidate.mediaType);
    const found = isDocument && (await findManifest(ctx, store, candidate, matcher, depth + 1));
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** The descriptors that match the platform, the best first, and after them those that name no platform. */
export function sortByPlatform(descriptors: readonly Descriptor[], matcher: PlatformMatcher): Descriptor[] {
  const matching = descriptors.filter(({ platform }) => platform === undefined || matcher.matches(platform));
  return matching.sort((a, b) => {
    if (a.platform === undefined || b.platform === undefined) {
      return Number(a.platform === undefined) - Number(b.platform === undefined);
    }
    return matcher.compare(a.platform, b.platform);
  });
}

/** The platforms that an image is made for. Attestations, whose platform is `unknown`, are left out. */
export async function platformsOf(ctx: Scoped, store: BlobReader, target: Descriptor, depth = 0) {
  const { platform } = target;
  if (platform !== undefined) {
    return platform.os === "unknown" || platform.architecture === "unknown" ? [] : [platform];
  }
  if (isConfig(target.mediaType)) {
    return [(await readConfig(ctx, store, target)).platform];
  }
  const platforms: ImageConfig["platform"][] = [];
  for (const child of depth > maxIndexDepth ? [] : await childrenOf(ctx, store, target)) {
    platforms.push(...(await platformsOf(ctx, store, child, depth + 1)));
  }
  return platforms;
}
