// Writes the archive of an export: documents and blobs by name, each blob checked while it is copied. Entries have neither
// times nor owners, so that the same image always gives the same bytes.
import { type Scoped, throwIfAborted } from "../../../context/index.ts";
import type { ContentStore } from "../../../core/content.ts";
import type { Descriptor } from "../../../core/descriptor.ts";
import { parseDigest } from "../../../core/digest.ts";
import { dataLoss } from "../../../errors/index.ts";
import { hashFor } from "../../../oci/digest.ts";
import { byteString } from "../../../oci/tar/entry.ts";
import { TarStreamWriter } from "../../../oci/tar/stream-writer.ts";
import type { WrittenEntry } from "../../../oci/tar/writer.ts";
import { readBlob } from "../blob.ts";
import { blobPath, type ExportPlan } from "./export-plan.ts";

/** Resolves when there is room for more. */
type Write = (bytes: Uint8Array) => Promise<void>;

/** Data loss: a blob in the store has not the digest that it is stored under. */
export async function writeArchive(
  ctx: Scoped,
  content: ContentStore,
  { documents, blobs }: ExportPlan,
  write: Write,
): Promise<void> {
  const archive = new TarStreamWriter(write);
  for (const directory of directoriesOf(blobs)) {
    await archive.begin(entry("directory", directory, 0, 0o755));
  }
  const sorted = [...blobs].sort((a, b) => (blobPath(a.digest) < blobPath(b.digest) ? -1 : 1));
  for (const blob of sorted) {
    throwIfAborted(ctx);
    await writeBlob(ctx, content, blob, archive);
  }
  for (const [name, bytes] of [...documents].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await archive.begin(entry("file", name, bytes.length, name === "oci-layout" ? 0o444 : 0o644));
    await archive.data(bytes);
  }
  await archive.end();
}

/** An entry of nobody and of no time. */
function entry(type: "file" | "directory", name: string, size: number, mode: number): WrittenEntry {
  return { type, name: byteString(Buffer.from(name)), size, mode, uid: 0, gid: 0, modified: 0 };
}

function directoriesOf(blobs: readonly Descriptor[]): string[] {
  const algorithms = new Set(blobs.map(({ digest }) => parseDigest(digest).algorithm));
  return algorithms.size === 0 ? [] : ["blobs/", ...[...algorithms].sort().map((name) => `blobs/${name}/`)];
}

async function writeBlob(
  ctx: Scoped,
  content: ContentStore,
  blob: Descriptor,
  archive: TarStreamWriter,
): Promise<void> {
  const { digest, size } = blob;
  const hash = hashFor(digest);
  let copied = 0;
  await archive.begin(entry("file", blobPath(digest), size, 0o444));
  for await (const chunk of readBlob(ctx, content, blob)) {
    hash.update(chunk);
    copied += chunk.length;
    if (copied > size) {
      break;
    }
    await archive.data(chunk);
  }
  if (copied !== size || !digest.endsWith(hash.digest("hex"))) {
    throw dataLoss(`${digest} is damaged: ${copied} of ${size} bytes copied`);
  }
}
