// Inflates a blob for a synchronous consumer. With pieces of 1 MiB; pieces of 16 KiB halve the speed.
import { once } from "node:events";
import { finished } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import type { Compression } from "./media-type.ts";
import { ZstdFrames } from "./zstd-frames.ts";

const chunkSize = 1 << 20;

/** Gives `sink` the plain bytes of `source`, at most one piece ahead of it. Its error ends the work. */
export async function decompress(
  source: Iterable<Buffer>,
  compression: Compression,
  sink: (bytes: Buffer) => void,
): Promise<void> {
  if (compression === "none") {
    for (const chunk of source) {
      sink(chunk);
    }
    return;
  }
  const frames = compression === "zstd" ? new ZstdFrames() : undefined;
  const stream = compression === "gzip" ? createGunzip({ chunkSize }) : createZstdDecompress({ chunkSize });
  stream.on("data", (chunk: Buffer) => {
    try {
      sink(chunk);
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  const ended = finished(stream);
  ended.catch(() => {});
  for (const chunk of source) {
    if (stream.destroyed) {
      break;
    }
    frames?.push(chunk);
    if (!stream.write(chunk)) {
      await Promise.race([once(stream, "drain"), ended]);
    }
  }
  if (!stream.destroyed) {
    stream.end();
  }
  await ended;
  frames?.end();
}
