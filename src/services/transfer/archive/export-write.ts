// The archive itself: entries by name, blobs as they are read, each checked while it is copied.
import { type Scoped, throwIfAborted } from "../../../context/index.ts";
import type { ContentStore } from "../../../core/content.ts";
import type { Descriptor } from "../../../core/descriptor.ts";
import { parseDigest } from "../../../core/digest.ts";
import { dataLoss } from "../../../errors/index.ts";
import { hashFor } from "../../../oci/digest.ts";
import { readBlob } from "../blob.ts";
import { blobPath, type ExportPlan } from "./export-plan.ts";
import { tarEnd, tarHeader, tarPadding, type Write } from "./tar-write.ts";

/** Data loss when a blob is not what its digest says. */
export async function writeArchive(
  ctx: Scoped,
  content: ContentStore,
  { documents, blobs }: ExportPlan,
  write: Write,
): Promise<void> {
  for (const directory of directoriesOf(blobs)) {
    await write(tarHeader(directory, 0, 0o755, "directory"));
  }
  const sorted = [...blobs].sort((a, b) => (blobPath(a.digest) < blobPath(b.digest) ? -1 : 1));
  for (const blob of sorted) {
    throwIfAborted(ctx);
    await writeBlob(ctx, content, blob, write);
  }
  for (const [name, bytes] of [...documents].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await write(tarHeader(name, bytes.length, name === "oci-layout" ? 0o444 : 0o644, "file"));
    await write(bytes);
    await write(tarPadding(bytes.length));
  }
  await write(tarEnd);
}

function directoriesOf(blobs: readonly Descriptor[]): string[] {
  const algorithms = new Set(blobs.map(({ digest }) => parseDigest(digest).algorithm));
  return algorithms.size === 0 ? [] : ["blobs/", ...[...algorithms].sort().map((name) => `blobs/${name}/`)];
}

async function writeBlob(ctx: Scoped, content: ContentStore, blob: Descriptor, write: Write): Promise<void> {
  const { digest, size } = blob;
  const hash = hashFor(digest);
  let copied = 0;
  await write(tarHeader(blobPath(digest), size, 0o444, "file"));
  for await (const chunk of readBlob(ctx, content, blob)) {
    hash.update(chunk);
    copied += chunk.length;
    await write(chunk);
  }
  if (copied !== size || !digest.endsWith(hash.digest("hex"))) {
    throw dataLoss(`${digest} is damaged: ${copied} of ${size} bytes copied`);
  }
  await write(tarPadding(size));
}
