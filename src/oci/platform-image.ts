// What an image's name stands for: the manifest, configuration and layers of one platform.
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

/** An image seen for one platform. Its documents are read from the content store when first asked for, and once. */
export class PlatformImage {
  /** The image's name, target and labels. */
  readonly record: ImageRecord;
  /** The platform that the image is seen for. */
  readonly platform: Platform;
  readonly #ctx: Scoped;
  readonly #blobs: BlobReader;
  #manifest: Promise<Manifest> | undefined;
  #config: Promise<Uint8Array> | undefined;

  /** `platform`: this machine's unless it is given. `ctx` is used for all reading. */
  constructor(ctx: Scoped, blobs: BlobReader, record: ImageRecord, platform: Platform = defaultPlatform()) {
    this.record = record;
    this.platform = platform;
    this.#ctx = ctx;
    this.#blobs = blobs;
  }

  /** The image's name: `docker.io/library/busybox:latest`. */
  get name(): string {
    return this.record.name;
  }

  /** The manifest of the platform. Not found: the image has none for it, or a document is missing. */
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

  /** How containers of this image run. Invalid argument: a field is of another type than the specification says. */
  async config(): Promise<RunConfig> {
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

/** Each layer with its diff id, lowest first. Invalid argument: the image has more of one than of the other. */
export function pairLayers(
  layers: readonly Descriptor[],
  diffIds: readonly Digest[],
): [Descriptor, Digest][] {
  if (layers.length !== diffIds.length) {
    throw invalidArgument(`image has ${layers.length} layers, but ${diffIds.length} diff ids`);
  }
  return layers.map((layer, index) => [layer, diffIds[index] ?? ""]);
}
