// An image as it is used on one platform, with its manifest, configuration and layers.
import type { Scoped } from "../context/index.ts";
import type { Descriptor, Platform } from "../core/descriptor.ts";
import type { Digest } from "../core/digest.ts";
import type { Image as ImageRecord } from "../core/image.ts";
import { invalidArgument } from "../errors/index.ts";
import { chainId } from "./chain-id.ts";
import { imageSize } from "./image-size.ts";
import type { Manifest } from "./manifest.ts";
import { parseImageConfig } from "./manifest-config.ts";
import { type BlobReader, platformsOf, readDocument, readManifest } from "./manifest-read.ts";
import { isConfig } from "./media-type.ts";
import { defaultPlatform } from "./platform.ts";
import { only } from "./platform-match.ts";
import { parseRunConfig, type RunConfig } from "./spec/image.ts";

/** An image on one platform. Its documents are read from the content store when they are first needed, and only once. */
export class PlatformImage {
  /** The image's name, target and labels. */
  readonly record: ImageRecord;
  /** The platform whose manifest is used. */
  readonly platform: Platform;
  readonly #ctx: Scoped;
  readonly #blobs: BlobReader;
  #manifest: Promise<Manifest> | undefined;
  #config: Promise<Uint8Array> | undefined;

  /** `platform` is this machine's unless it is given. `ctx` is the context of all reading. */
  constructor(ctx: Scoped, blobs: BlobReader, record: ImageRecord, platform: Platform = defaultPlatform()) {
    this.record = record;
    this.platform = platform;
    this.#ctx = ctx;
    this.#blobs = blobs;
  }

  /** The image's name, such as `docker.io/library/busybox:latest`. */
  get name(): string {
    return this.record.name;
  }

  /** The manifest of the platform. Throws not found when the image has none for it, or a document is missing. */
  manifest(): Promise<Manifest> {
    this.#manifest ??= readManifest(this.#ctx, this.#blobs, this.record.target, only(this.platform)).then(
      ({ manifest }) => manifest,
    );
    return this.#manifest;
  }

  /** Whether the image is something that does not run in containers, such as a chart, a signature or a WebAssembly module. */
  async isArtifact(): Promise<boolean> {
    const { config } = await this.manifest();
    return !isConfig(config.mediaType);
  }

  /** How containers of this image run. Throws invalid argument when a field has not the type that the specification says. */
  async config(): Promise<RunConfig> {
    return parseRunConfig(await this.#configBytes());
  }

  /** Digests of the uncompressed layers, lowest first. */
  async diffIds(): Promise<readonly Digest[]> {
    const { config } = await this.manifest();
    return parseImageConfig(await this.#configBytes(), config).diffIds;
  }

  /** Name of the snapshot that all layers make; empty for an image without layers. */
  async chainId(): Promise<string> {
    return chainId(await this.diffIds());
  }

  /** Bytes of the documents, the configuration and the compressed layers, whether the layers are in the store or not. */
  size(): Promise<number> {
    return imageSize(this.#ctx, this.#blobs, this.record.target, only(this.platform));
  }

  /** The platforms that the image is made for. */
  platforms(): Promise<readonly Platform[]> {
    return platformsOf(this.#ctx, this.#blobs, this.record.target);
  }

  async #configBytes(): Promise<Uint8Array> {
    const { config } = await this.manifest();
    this.#config ??= readDocument(this.#ctx, this.#blobs, config);
    return this.#config;
  }
}

/** Each layer with its diff id, lowest first. Throws invalid argument when there are more layers than diff ids, or fewer. */
export function pairLayers(
  layers: readonly Descriptor[],
  diffIds: readonly Digest[],
): [Descriptor, Digest][] {
  if (layers.length !== diffIds.length) {
    throw invalidArgument(`image has ${layers.length} layers, but ${diffIds.length} diff ids`);
  }
  return layers.map((layer, index) => [layer, diffIds[index] ?? ""]);
}
