// A layer's blob as a local file, for the helper process that reads it.
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Scoped, throwIfAborted } from "../context/index.ts";
import type { ContentReader, ContentStore } from "../core/content.ts";
import type { Digest } from "../core/digest.ts";

/** Disposing it removes a copy that was made for it. */
export interface LocalBlob extends AsyncDisposable {
  readonly path: string;
}

const copySize = 1 << 20;

/** The content store's own file, or a temporary copy where blobs are no local files. */
export async function localBlob(ctx: Scoped, content: ContentStore, digest: Digest): Promise<LocalBlob> {
  const path = await content.path(ctx, digest);
  return path === undefined
    ? await copy(ctx, content, digest)
    : { path, [Symbol.asyncDispose]: async () => {} };
}

async function copy(ctx: Scoped, content: ContentStore, digest: Digest): Promise<LocalBlob> {
  await using reader = await content.reader(ctx, digest);
  const directory = await mkdtemp(join(tmpdir(), "tsrt-layer-"));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const path = join(directory, "blob");
    await using file = await open(path, "wx", 0o600);
    await copyAll(ctx, reader, file);
    return { path, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function copyAll(ctx: Scoped, reader: ContentReader, file: FileHandle): Promise<void> {
  for (let offset = 0; offset < reader.size; ) {
    throwIfAborted(ctx);
    const bytes = await reader.read(offset, Math.min(copySize, reader.size - offset));
    if (bytes.length === 0) {
      throw new Error(`read blob: it ended at byte ${offset} of ${reader.size}`);
    }
    await file.writeFile(bytes);
    offset += bytes.length;
  }
}
