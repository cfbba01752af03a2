import { once } from "node:events";
import { finished } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import type { Compression } from "./media-type.ts";

const chunkSize = 1 << 18;

/** Gives `output` the compressed bytes of `source`, never much ahead of it. The same input gives the same output. */
export async function compress(
  source: Iterable<Uint8Array>,
  compression: Compression,
  output: (bytes: Uint8Array) => void,
): Promise<void> {
  if (compression === "none") {
    for (const chunk of source) {
      output(chunk);
    }
    return;
  }
  const stream = compression === "gzip" ? createGzip({ chunkSize }) : createZstdCompress({ chunkSize });
  stream.on("data", output);
  const ended = finished(stream);
  ended.catch(() => {});
  for (const chunk of source) {
    if (!stream.write(chunk)) {
      await Promise.race([once(stream, "drain"), ended]);
    }
  }
  stream.end();
  await ended;
}
