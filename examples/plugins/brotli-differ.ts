// A differ for layers that are compressed with brotli, which the built-in one does not support. It decompresses such a layer into
// the content store and lets the built-in differ apply the result.
//
//   [plugins."io.containerd.service.v1.diff-service"]
//   default = ["brotli", "walking"]
import { Readable } from "node:stream";
import { createBrotliDecompress } from "node:zlib";
import {
  type Applied,
  type ApplyOptions,
  type ContentReader,
  type ContentStore,
  type Descriptor,
  Differ,
  isKind,
  Metadata,
  type Mount,
  notImplemented,
  plugin,
  type Scoped,
} from "tsrt/plugin";

const brotliLayer = "application/vnd.oci.image.layer.v1.tar+brotli";
const plainLayer = "application/vnd.oci.image.layer.v1.tar";
const readSize = 1 << 20;

export default plugin(Differ, "brotli", {
  needs: { metadata: Metadata, walking: Differ.named("walking") },
  start: ({ metadata, walking }) => new BrotliDiffer(metadata.content, walking),
});

class BrotliDiffer implements Differ {
  readonly canRebase = true;
  readonly #content: ContentStore;
  readonly #walking: Differ;

  constructor(content: ContentStore, walking: Differ) {
    this.#content = content;
    this.#walking = walking;
  }

  async apply(
    ctx: Scoped,
    layer: Descriptor,
    mounts: readonly Mount[],
    options?: ApplyOptions,
  ): Promise<Applied> {
    if (layer.mediaType !== brotliLayer) {
      // After an error of this kind, and only then, the daemon tries the next differ.
      throw notImplemented(`layer of media type ${layer.mediaType}`);
    }
    return await this.#walking.apply(ctx, await this.#decompress(ctx, layer), mounts, options);
  }

  async diff(): Promise<Descriptor> {
    throw notImplemented("layers are not made with brotli");
  }

  /** Stores the decompressed layer as a blob. Nothing refers to it, so a later collection removes it. */
  async #decompress(ctx: Scoped, layer: Descriptor): Promise<Descriptor> {
    await using reader = await this.#content.reader(ctx, layer.digest);
    await using writer = await this.#content.writer(ctx, { ref: `brotli-${layer.digest}` });
    await writer.truncate();
    for await (const chunk of Readable.from(chunks(reader)).pipe(createBrotliDecompress())) {
      await writer.write(chunk);
    }
    const digest = await writer.digest();
    const size = writer.status.offset;
    try {
      await writer.commit(ctx, { expected: digest });
    } catch (error) {
      if (!isKind(error, "already exists")) {
        throw error;
      }
    }
    return { mediaType: plainLayer, digest, size };
  }
}

async function* chunks(reader: ContentReader): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < reader.size; offset += readSize) {
    yield await reader.read(offset, readSize);
  }
}
