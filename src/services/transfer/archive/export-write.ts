// Writes the archive of an export: documents and blobs by name, each blob checked while it is copied. Entries have neither
// times nor owners, so that the same image always gives the same bytes.
import { type Scoped, throwIfAborted } from "../../../context/index.ts";
import type { ContentStore } from "../../../core/content.ts";
import type { Descriptor } from "../../../core/descriptor.ts";
import { parseDigest } from "../../../core/digest.ts";
import { dataLoss } from "../../../errors/index.ts";
import { hashFor } from "../../../oci/digest.ts";
import { byteString } from "../../../oci/tar/entry.ts";
import { TarWriter } from "../../../oci/tar/writer.ts";
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
  const archive = new Archive(write);
  for (const directory of directoriesOf(blobs)) {
    await archive.begin("directory", directory, 0, 0o755);
  }
  const sorted = [...blobs].sort((a, b) => (blobPath(a.digest) < blobPath(b.digest) ? -1 : 1));
  for (const blob of sorted) {
    throwIfAborted(ctx);
    await writeBlob(ctx, content, blob, archive);
  }
  for (const [name, bytes] of [...documents].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await archive.begin("file", name, bytes.length, name === "oci-layout" ? 0o444 : 0o644);
    await archive.data(bytes);
  }
  await archive.end();
}

/** Passes on the bytes that the tar writer makes, no faster than they are taken. */
class Archive {
  readonly #tar: TarWriter;
  readonly #write: Write;
  #made: Uint8Array[] = [];

  constructor(write: Write) {
    this.#write = write;
    this.#tar = new TarWriter((bytes) => void this.#made.push(bytes));
  }

  async begin(type: "file" | "directory", name: string, size: number, mode: number): Promise<void> {
    const nobody = { uid: 0, gid: 0, modified: 0 };
    this.#tar.begin({ ...nobody, type, name: byteString(Buffer.from(name)), size, mode });
    await this.#flush();
  }

  async data(bytes: Uint8Array): Promise<void> {
    this.#tar.data(bytes);
    await this.#flush();
  }

  async end(): Promise<void> {
    this.#tar.end();
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const made = this.#made;
    this.#made = [];
    for (const bytes of made) {
      await this.#write(bytes);
    }
  }
}

function directoriesOf(blobs: readonly Descriptor[]): string[] {
  const algorithms = new Set(blobs.map(({ digest }) => parseDigest(digest).algorithm));
  return algorithms.size === 0 ? [] : ["blobs/", ...[...algorithms].sort().map((name) => `blobs/${name}/`)];
}

async function writeBlob(
  ctx: Scoped,
  content: ContentStore,
  blob: Descriptor,
  archive: Archive,
): Promise<void> {
  const { digest, size } = blob;
  const hash = hashFor(digest);
  let copied = 0;
  await archive.begin("file", blobPath(digest), size, 0o444);
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
