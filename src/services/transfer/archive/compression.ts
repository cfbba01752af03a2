// Archives and layers that may be compressed: told by their first bytes, undone as they are read.
import { createGunzip, createGzip, createZstdDecompress } from "node:zlib";
import { invalidArgument } from "../../../errors/index.ts";
import type { ByteSource } from "./byte-source.ts";

export type Compression = "gzip" | "zstd" | "none";

/** Enough of a blob to tell. */
export const magicBytes = 4;

export function compressionOf(head: Uint8Array): Compression {
  const [a, b, c, d] = head;
  if (a === 0x1f && b === 0x8b) {
    return "gzip";
  }
  return a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd ? "zstd" : "none";
}

/** What the source holds, without compression. */
export async function* decompressed(source: ByteSource): AsyncGenerator<Uint8Array> {
  const compression = compressionOf(await source.peek(magicBytes));
  if (compression === "none") {
    yield* source.all();
    return;
  }
  const options = { chunkSize: 1 << 18 };
  const transform = compression === "gzip" ? createGunzip(options) : createZstdDecompress(options);
  try {
    yield* transformed(source.all(), transform);
  } catch (cause) {
    throw invalidArgument(`archive is no valid ${compression}`, { cause });
  }
}

export function gzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  return transformed(chunks, createGzip({ chunkSize: 1 << 18 }));
}

type Transform = ReturnType<typeof createGunzip>;

/** Feeds no faster than is read: memory stays bounded whatever the bytes become. */
async function* transformed(
  chunks: AsyncIterable<Uint8Array>,
  transform: Transform,
): AsyncGenerator<Uint8Array> {
  const feed = async (): Promise<void> => {
    for await (const chunk of chunks) {
      if (!transform.write(chunk)) {
        await drained(transform);
      }
      if (transform.destroyed) {
        return;
      }
    }
    transform.end();
  };
  const feeding = feed().catch((error: unknown) => {
    transform.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    yield* transform;
  } finally {
    transform.destroy();
    await feeding;
  }
}

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
