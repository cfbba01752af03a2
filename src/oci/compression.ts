// Compression of layers and archives. It is detected from the first bytes, never from a media type or a file name, because
// those of real images are often wrong. Source: containerd pkg/archive/compression.
import { createGunzip, createGzip, createZstdCompress, createZstdDecompress } from "node:zlib";
import { notImplemented } from "../errors/index.ts";
import { ZstdFrames } from "./zstd-frames.ts";

export type Compression = "none" | "gzip" | "zstd";

/** How many of the first bytes `detectCompression` needs, or all of them where there are fewer. */
export const magicBytes = 10;

const gzipMagic = "\x1f\x8b\x08";
const zstdMagic = "\x28\xb5\x2f\xfd";

/** Zstandard allows frames of other data before its first. Their magic numbers differ in the low four bits of one byte. */
function isSkippableFrame(text: string): boolean {
  const first = text.charCodeAt(0);
  return first >= 0x50 && first <= 0x5f && text.startsWith("*M\x18", 1);
}

/** Compressions that tar supports, but images may not have. They are detected only for a good error message. */
const refused: readonly (readonly [name: string, magic: string, offset: number])[] = [
  ["bzip2", "1AY&SY", 4],
  ["xz", "\xfd7zXZ\0", 0],
  ["lz4", '\x04"M\x18', 0],
  ["lzip", "LZIP\x01", 0],
];

/** Detects the compression from the first bytes. Throws not implemented for one that layers may not have. */
export function detectCompression(head: Uint8Array): Compression {
  const text = Buffer.from(head.subarray(0, magicBytes)).toString("latin1");
  if (text.startsWith(gzipMagic)) {
    return "gzip";
  }
  if (text.startsWith(zstdMagic) || isSkippableFrame(text)) {
    return "zstd";
  }
  const other = refused.find(([, magic, offset]) => text.startsWith(magic, offset));
  if (other !== undefined) {
    throw notImplemented(`compression ${other[0]}: only gzip, zstd and none are supported`);
  }
  return "none";
}

type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Size of the pieces that decompressors give. With the default of 16 KiB they are half as fast. */
const chunkSize = 1 << 20;

/** The decompressed bytes of `chunks`. A stream that is incomplete, or followed by other bytes, is an error. */
export async function* decompressed(chunks: Chunks, compression: Compression): AsyncGenerator<Uint8Array> {
  switch (compression) {
    case "none":
      yield* chunks;
      break;
    case "gzip":
      yield* transformed(chunks, createGunzip({ chunkSize }));
      break;
    case "zstd":
      yield* transformed(wholeFrames(chunks), createZstdDecompress({ chunkSize }));
      break;
  }
}

/** The compressed bytes of `chunks`. The same input always gives the same output. */
export async function* compressed(chunks: Chunks, compression: Compression): AsyncGenerator<Uint8Array> {
  switch (compression) {
    case "none":
      yield* chunks;
      break;
    case "gzip":
      yield* transformed(chunks, createGzip({ chunkSize: 1 << 18 }));
      break;
    case "zstd":
      yield* transformed(chunks, createZstdCompress({ chunkSize: 1 << 18 }));
      break;
  }
}

/** Passes the chunks on, and fails if the last frame is incomplete, which the runtime's decompressor does not notice. */
async function* wholeFrames(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const frames = new ZstdFrames();
  for await (const chunk of chunks) {
    frames.push(chunk);
    yield chunk;
  }
  frames.end();
}

type Transform = ReturnType<typeof createGunzip>;

/** Feeds the transform no faster than its output is read, so that memory stays bounded however much the bytes expand to. */
async function* transformed(chunks: Chunks, transform: Transform): AsyncGenerator<Uint8Array> {
  const feeding = feed(chunks, transform).catch((error: unknown) => {
    transform.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    yield* transform;
  } finally {
    transform.destroy();
    await feeding;
  }
}

async function feed(chunks: Chunks, transform: Transform): Promise<void> {
  for await (const chunk of chunks) {
    if (!transform.write(chunk)) {
      await drained(transform);
    }
    if (transform.destroyed) {
      return;
    }
  }
  transform.end();
}

/** Resolves when the transform takes more input, and also when it was destroyed. */
async function drained(transform: Transform): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const events = ["drain", "close"];
  for (const event of events) {
    transform.once(event, resolve);
  }
  await promise;
  for (const event of events) {
    transform.off(event, resolve);
  }
}
