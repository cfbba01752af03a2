// Brings one blob into the content store, and goes on where an earlier attempt stopped. Source: containerd core/remotes/handlers.go.
import { abortable, type Scoped, throwIfAborted } from "../../context/index.ts";
import type { ContentStore, ContentWriter, WriterOptions } from "../../core/content.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { Downloaded, DownloadTarget } from "../../core/registry.ts";
import { failedPrecondition, invalidArgument, isKind } from "../../errors/index.ts";
import { ingestRef } from "../../oci/manifest-descriptor.ts";

/** Gives the bytes of the blob from `offset` on. */
export type Source = (ctx: Scoped, offset: number) => AsyncIterable<Uint8Array>;

/** Appends the blob to a file in another thread. Gives the length and the digest that the file then has. */
export type Download = (
  ctx: Scoped,
  target: DownloadTarget,
  progress: (bytes: number) => void,
) => Promise<Downloaded>;

/** Bytes. For a smaller blob another thread costs more than it saves. */
const smallBlob = 1 << 20;

export interface IngestOptions {
  readonly content: ContentStore;
  readonly descriptor: Descriptor;
  readonly source: Source;
  readonly download?: Download | undefined;
  readonly progress: (bytes: number) => void;
}

/** Gives false when the namespace has the blob already. A failure leaves an ingest that can be resumed, or nothing. */
export async function ingest(ctx: Scoped, options: IngestOptions): Promise<boolean> {
  const { content, descriptor } = options;
  if (descriptor.size === 0) {
    throw invalidArgument(
      `unable to fetch descriptor (${descriptor.digest}) which reports content size of zero`,
    );
  }
  const target = { ref: ingestRef(descriptor), total: descriptor.size, expected: descriptor.digest };
  try {
    await using writer = await openWriter(ctx, content, target);
    const isResumed = writer.status.offset > 0;
    await fill(ctx, writer, options);
    await commit(ctx, writer, options, isResumed);
    return true;
  } catch (error) {
    if (isKind(error, "already exists")) {
      return false;
    }
    throw error;
  }
}

async function fill(ctx: Scoped, writer: ContentWriter, options: IngestOptions): Promise<void> {
  const { source, download, progress, descriptor } = options;
  const { offset } = writer.status;
  if (offset === descriptor.size) {
    return;
  }
  if (download !== undefined && writer.file !== undefined && descriptor.size >= smallBlob) {
    const downloaded = await download(ctx, { file: writer.file, offset }, progress);
    await writer.adopt(downloaded.offset, downloaded.digest);
    return;
  }
  for await (const chunk of source(ctx, offset)) {
    throwIfAborted(ctx);
    await writer.write(chunk);
    progress(writer.status.offset);
  }
}

/**
 * Commits the blob when its digest is right. Bytes with another digest are thrown away; when some of them come from an earlier
 * attempt, which may be to blame, all are fetched once more.
 */
async function commit(
  ctx: Scoped,
  writer: ContentWriter,
  options: IngestOptions,
  isResumed: boolean,
): Promise<void> {
  const { digest, size } = options.descriptor;
  const found = await writer.digest();
  if (found !== digest && isResumed) {
    await writer.truncate();
    await fill(ctx, writer, options);
  } else if (found !== digest) {
    await writer.truncate();
    throw unexpectedDigest(options.descriptor, found);
  }
  await writer.commit(ctx, { size, expected: digest });
}

function unexpectedDigest({ digest }: Descriptor, found: string): Error {
  return failedPrecondition(`unexpected digest ${found}, ${digest} was promised`);
}

/** Opens a writer, and waits for that while somebody else writes to the ref. Already exists: the blob has come meanwhile. */
export async function openWriter(
  ctx: Scoped,
  content: ContentStore,
  options: WriterOptions,
): Promise<ContentWriter> {
  for (let delay = 16; ; delay = Math.min(delay * 2, 2048)) {
    try {
      return await content.writer(ctx, options);
    } catch (error) {
      if (!isKind(error, "unavailable")) {
        throw error;
      }
      await abortable(Bun.sleep(delay * (0.75 + Math.random() / 2)), ctx.signal);
    }
  }
}

/** Stores bytes that were made here as a blob. */
export async function ingestBytes(
  ctx: Scoped,
  content: ContentStore,
  descriptor: Descriptor,
  bytes: Uint8Array,
): Promise<void> {
  const source: Source = async function* (_ctx, offset) {
    yield bytes.subarray(offset);
  };
  await ingest(ctx, { content, descriptor, source, progress: () => {} });
}
