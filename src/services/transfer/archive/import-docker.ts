// Archives in docker's format, whose `manifest.json` names configs and layers by their files. OCI documents are made of it.
// Source: containerd core/images/archive/importer.go; moby image/spec.
import type { Scoped } from "../../../context/index.ts";
import type { ContentStore } from "../../../core/content.ts";
import type { Descriptor } from "../../../core/descriptor.ts";
import type { Digest } from "../../../core/digest.ts";
import { uncompressedLabel } from "../../../core/labels.ts";
import { invalidArgument, isKind } from "../../../errors/index.ts";
import { compressed, detectCompression, magicBytes } from "../../../oci/compression.ts";
import { digestOf } from "../../../oci/digest.ts";
import { indexBytes, manifestBytes } from "../../../oci/manifest.ts";
import { annotations, isObject } from "../../../oci/manifest-descriptor.ts";
import { readConfig } from "../../../oci/manifest-read.ts";
import { mediaTypes } from "../../../oci/media-type.ts";
import { parseReference } from "../../../oci/reference.ts";
import { normalizeReference } from "../../../oci/reference-docker.ts";
import { readBlob } from "../blob.ts";
import { ingestBytes, openWriter } from "../ingest.ts";
import type { ArchivedBlob, ArchiveFiles } from "./archive-files.ts";

interface DockerImage {
  readonly config: string;
  readonly tags: readonly string[];
  readonly layers: readonly string[];
}

/** Writes a manifest for each image, and an index with an entry for each tag. Gives the index. */
export async function dockerIndex(
  ctx: Scoped,
  content: ContentStore,
  json: unknown,
  files: ArchiveFiles,
  compress: boolean,
): Promise<Descriptor> {
  if (!Array.isArray(json)) {
    throw invalidArgument("manifest.json of the archive is not a list");
  }
  const manifests: Descriptor[] = [];
  for (const item of json) {
    const image = readImage(item);
    const manifest = await writeManifest(ctx, content, image, files, compress);
    const named = image.tags.map((tag) => ({ ...manifest, annotations: namesFor(tag) }));
    manifests.push(...(named.length > 0 ? named : [manifest]));
  }
  return await write(ctx, content, mediaTypes.index, indexBytes(mediaTypes.index, manifests));
}

function readImage(item: unknown): DockerImage {
  const { Config, RepoTags, Layers } = isObject(item) ? item : {};
  const isTexts = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((name) => typeof name === "string");
  if (typeof Config !== "string" || !isTexts(Layers ?? []) || !isTexts(RepoTags ?? [])) {
    throw invalidArgument("manifest.json of the archive: expected Config, RepoTags and Layers");
  }
  return { config: Config, tags: (RepoTags ?? []) as string[], layers: (Layers ?? []) as string[] };
}

function namesFor(tag: string): Record<string, string> {
  const name = normalizeReference(tag);
  return { [annotations.imageName]: name, [annotations.refName]: parseReference(name).tag || name };
}

async function writeManifest(
  ctx: Scoped,
  content: ContentStore,
  image: DockerImage,
  files: ArchiveFiles,
  compress: boolean,
): Promise<Descriptor> {
  const config = { ...files.find(image.config, "image config"), mediaType: mediaTypes.dockerConfig };
  const layers: Descriptor[] = [];
  for (const name of image.layers) {
    layers.push(await toLayer(ctx, content, files.find(name, "layer"), compress));
  }
  const mediaType = mediaTypes.dockerManifest;
  const manifest = await write(ctx, content, mediaType, manifestBytes({ mediaType, config, layers }));
  const { platform } = await readConfig(ctx, content, config);
  return platform.architecture === "" ? manifest : { ...manifest, platform };
}

/**
 * Gives the same layer in a compression that the store has it in already, so that an image that was pulled here and saved by
 * docker without compression is not stored twice.
 */
async function toLayer(
  ctx: Scoped,
  content: ContentStore,
  blob: ArchivedBlob,
  compress: boolean,
): Promise<Descriptor> {
  for await (const { digest, size } of content.list(ctx, [`labels."${uncompressedLabel}"==${blob.digest}`])) {
    return { digest, size, mediaType: await detectType(ctx, content, digest) };
  }
  const mediaType = await detectType(ctx, content, blob.digest);
  const layer = { ...blob, mediaType };
  return compress && mediaType === mediaTypes.dockerLayer ? await compressLayer(ctx, content, layer) : layer;
}

async function detectType(ctx: Scoped, content: ContentStore, digest: Digest): Promise<string> {
  await using reader = await content.reader(ctx, digest);
  switch (detectCompression(await reader.read(0, magicBytes))) {
    case "gzip":
      return mediaTypes.dockerLayerGzip;
    case "zstd":
      return mediaTypes.dockerLayerZstd;
    case "none":
      return mediaTypes.dockerLayer;
  }
}

async function compressLayer(ctx: Scoped, content: ContentStore, layer: Descriptor): Promise<Descriptor> {
  const ref = `compress-blob-${layer.digest.replace(":", "-")}`;
  await using writer = await openWriter(ctx, content, { ref });
  await writer.truncate();
  for await (const piece of compressed(readBlob(ctx, content, layer), "gzip")) {
    await writer.write(piece);
  }
  const digest = await writer.digest();
  const size = writer.status.offset;
  const labels = { [uncompressedLabel]: layer.digest };
  await writer.commit(ctx, { size, expected: digest, labels }).catch(unlessExists);
  return { digest, size, mediaType: mediaTypes.dockerLayerGzip };
}

function unlessExists(error: unknown): void {
  if (!isKind(error, "already exists")) {
    throw error;
  }
}

async function write(
  ctx: Scoped,
  content: ContentStore,
  mediaType: string,
  bytes: Uint8Array,
): Promise<Descriptor> {
  const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length };
  await ingestBytes(ctx, content, descriptor, bytes);
  return descriptor;
}
