import type { Scoped } from "../../context/index.ts";
import type { ContentStore } from "../../core/content.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import { isNonDistributable } from "../../oci/media-type.ts";

const chunkSize = 1 << 18;

/** Reads a blob from `offset` on, in chunks. Not found: the message says what kind of blob is missing. */
export async function* readBlob(
  ctx: Scoped,
  content: ContentStore,
  { digest, mediaType }: Descriptor,
  offset = 0,
): AsyncGenerator<Uint8Array> {
  await using reader = await content.reader(ctx, digest).catch((cause: unknown) => {
    const what = isNonDistributable(mediaType) ? "layer that may not be distributed" : mediaType;
    throw new Error(`${what} is not in the store`, { cause });
  });
  for (let position = offset; position < reader.size; ) {
    const chunk = await reader.read(position, chunkSize);
    yield chunk;
    position += chunk.length;
  }
}
