// What a name stands for: the manifest, configuration and layers of one platform.
import type { Scoped } from "../context/index.ts";
import type { ContentReader } from "../core/content.ts";
import type { Descriptor, Platform } from "../core/descriptor.ts";
import type { Digest } from "../core/digest.ts";
import type { Image as ImageRecord } from "../core/image.ts";
import { invalidArgument } from "../errors/index.ts";
import { chainId } from "../oci/chain-id.ts";
import { maxDocumentBytes } from "../oci/document.ts";
import { imageSize } from "../oci/image-size.ts";
import type { Manifest } from "../oci/manifest.ts";
import { parseImageConfig } from "../oci/manifest-config.ts";
import { type BlobReader, platformsOf, readDocument, readManifest } from "../oci/manifest-read.ts";
import { isConfig } from "../oci/media-type.ts";
import { defaultPlatform } from "../oci/platform.ts";
import { only } from "../oci/platform-match.ts";
import { type ImageConfig, parseRunConfig } from "../oci/spec/image.ts";
import type { Content } from "./content.ts";

/** An image seen for one platform. Its documents are read when first asked for, and once. */
export class Image {
  readonly record: ImageRecord;
  readonly platform: Platform;
  readonly #ctx: Scoped;
  readonly #blobs: BlobReader;
  #manifest: Promise<Manifest> | undefined;
  #config: Promise<Uint8Array> | undefined;

  constructor(content: Content, record: ImageRecord, ctx: Scoped, platform?: Platform) {
    this.record = record;
    this.platform = platform ?? defaultPlatform();
    this.#ctx = ctx;
    this.#blobs = documentsOf(content);
  }

  get name(): string {
    return this.record.name;
  }

  /** Not found when the image has none for the platform. */
  manifest(): Promise<Manifest> {
    this.#manifest ??= readManifest(this.#ctx, this.#blobs, this.record.target, only(this.platform)).then(
      ({ manifest }) => manifest,
    );
    return this.#manifest;
  }

  /** Whether the manifest is of something that does not run in containers: a chart, a signature, a WebAssembly module. */
  async isArtifact(): Promise<boolean> {
    const { config } = await this.manifest();
    return !isConfig(config.mediaType);
  }

  /** How containers of this image run. */
  async config(): Promise<ImageConfig> {
    return parseRunConfig(await this.#configBytes());
  }

  /** Digests of the uncompressed layers, lowest first. */
  async diffIds(): Promise<readonly Digest[]> {
    const { config } = await this.manifest();
    return parseImageConfig(await this.#configBytes(), config).diffIds;
  }

  /** Name of the snapshot that all the layers make; empty for an image without layers. */
  async chainId(): Promise<string> {
    return chainId(await this.diffIds());
  }

  /** Bytes of the documents, the configuration and the compressed layers, whether they are here or not. */
  size(): Promise<number> {
    return imageSize(this.#ctx, this.#blobs, this.record.target, only(this.platform));
  }

  /** Those that the image is made for. */
  platforms(): Promise<readonly Platform[]> {
    return platformsOf(this.#ctx, this.#blobs, this.record.target);
  }

  async #configBytes(): Promise<Uint8Array> {
    const { config } = await this.manifest();
    this.#config ??= readDocument(this.#ctx, this.#blobs, config);
    return this.#config;
  }
}

/** Documents of an image with one request each: their length shows when they are here. */
function documentsOf(content: Content): BlobReader {
  return {
    reader: async ({ signal }, digest): Promise<ContentReader> => {
      // One byte more than a document may have, so that a longer one is found out.
      const bytes = await content.readAll(digest, { signal, limit: maxDocumentBytes + 1 });
      return {
        size: bytes.length,
        read: async (offset, length) => bytes.subarray(offset, offset + length),
        [Symbol.asyncDispose]: async () => {},
      };
    },
  };
}

/** The layer that each diff id belongs to. */
export function pairLayers(
  layers: readonly Descriptor[],
  diffIds: readonly Digest[],
): [Descriptor, Digest][] {
  if (layers.length !== diffIds.length) {
    throw invalidArgument(`image has ${layers.length} layers, but ${diffIds.length} diff ids`);
  }
  return layers.map((layer, index) => [layer, diffIds[index] ?? ""]);
}
