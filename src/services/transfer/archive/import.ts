// Brings the blobs of an archive into the content store and gives the index of its images. An OCI layout has an index; for
// docker's format (`manifest.json`) one is made. Source: containerd core/images/archive/importer.go.
import { posix } from "node:path";
import { detached, type Scoped, throwIfAborted } from "../../../context/index.ts";
import type { ContentStore } from "../../../core/content.ts";
import type { Descriptor } from "../../../core/descriptor.ts";
import { type Digest, parseDigest } from "../../../core/digest.ts";
import type { ImportEnd } from "../../../core/transfer.ts";
import { failedPrecondition, invalidArgument, isKind } from "../../../errors/index.ts";
import { decompressed, detectCompression, magicBytes } from "../../../oci/compression.ts";
import { maxDocumentBytes } from "../../../oci/document.ts";
import { mediaTypes } from "../../../oci/media-type.ts";
import { type ReadEntry, tarEntries } from "../../../oci/tar/entries.ts";
import { type ByteString, bytesOf, readable } from "../../../oci/tar/entry.ts";
import { openWriter } from "../ingest.ts";
import { type ArchivedBlob, ArchiveFiles } from "./archive-files.ts";
import { ArchiveSource } from "./archive-source.ts";
import { dockerIndex } from "./import-docker.ts";

/** Gives the index of all images in the archive. Invalid argument when it is neither format. */
export async function importArchive(ctx: Scoped, content: ContentStore, end: ImportEnd): Promise<Descriptor> {
  const files = new ArchiveFiles();
  const documents = new Map<string, unknown>();
  const source = new ArchiveSource(ctx, end.archive);
  try {
    for await (const entry of tarEntries(plainBytes(source))) {
      throwIfAborted(ctx);
      const name = nameFrom(entry.name);
      if (entry.type === "symlink") {
        files.addSymlink(name, bytesOf(entry.link).toString());
      } else if (entry.type === "hardlink") {
        files.addHardLink(name, nameFrom(entry.link));
      } else if (name === "oci-layout" || name === "manifest.json") {
        documents.set(name, await readJson(entry, name));
      } else if (entry.type === "file") {
        files.addBlob(name, await ingestEntry(ctx, content, entry, name));
      }
    }
  } finally {
    source.close();
  }
  if (documents.has("oci-layout")) {
    return layoutIndex(documents.get("oci-layout"), files);
  }
  if (documents.has("manifest.json")) {
    return await dockerIndex(ctx, content, documents.get("manifest.json"), files, end.forceCompress);
  }
  throw invalidArgument("unrecognized image format");
}

/** The archive without its compression. Nobody says how it is compressed, but its first bytes tell. */
async function* plainBytes(source: ArchiveSource): AsyncGenerator<Uint8Array> {
  const compression = detectCompression(await source.peek(magicBytes));
  const plain = decompressed(source.all(), compression);
  try {
    yield* plain;
  } catch (cause) {
    throw compression === "none" ? cause : invalidArgument(`archive is no valid ${compression}`, { cause });
  }
}

/** Names are relative to the archive's root, however they are written. */
function nameFrom(bytes: ByteString): string {
  return posix.normalize(bytesOf(bytes).toString()).replace(/^\.?\/+/, "");
}

function layoutIndex(layout: unknown, files: ArchiveFiles): Descriptor {
  const version = (layout as { imageLayoutVersion?: unknown } | null)?.imageLayoutVersion;
  if (version !== "1.0.0") {
    throw invalidArgument(`unsupported OCI version ${JSON.stringify(version)}`);
  }
  if (!files.has("index.json")) {
    throw invalidArgument("missing index.json in OCI layout 1.0.0");
  }
  return { ...files.find("index.json", "image index"), mediaType: mediaTypes.index };
}

async function readJson(entry: ReadEntry, name: string): Promise<unknown> {
  if (entry.size > maxDocumentBytes) {
    throw invalidArgument(`${name} of ${entry.size} bytes, more than the ${maxDocumentBytes} allowed`);
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of entry.body()) {
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString("utf8"));
  } catch (cause) {
    throw invalidArgument(`${name} of the archive is not JSON`, { cause });
  }
}

/** Stores a file of the archive. One below `blobs/` must have the digest that its name says. */
async function ingestEntry(
  ctx: Scoped,
  content: ContentStore,
  entry: ReadEntry,
  name: string,
): Promise<ArchivedBlob> {
  if (entry.sparse !== undefined) {
    throw invalidArgument(`file ${readable(entry.name)} of the archive is sparse`);
  }
  const expected = digestInName(name);
  try {
    return { digest: await writeEntry(ctx, content, entry, name, expected), size: entry.size };
  } catch (error) {
    if (expected !== "" && isKind(error, "already exists")) {
      return { digest: expected, size: entry.size };
    }
    await content.abort(detached(ctx), `tar-${name}`).catch(() => {});
    throw new Error(`failed to ingest ${JSON.stringify(name)}`, { cause: error });
  }
}

async function writeEntry(
  ctx: Scoped,
  content: ContentStore,
  entry: ReadEntry,
  name: string,
  expected: Digest,
): Promise<Digest> {
  await using writer = await openWriter(ctx, content, { ref: `tar-${name}`, total: entry.size, expected });
  if (expected === "" || writer.status.offset < entry.size) {
    // The bytes that an earlier import left may be of another archive.
    if (writer.status.offset > 0) {
      await writer.truncate();
    }
    for await (const piece of entry.body()) {
      throwIfAborted(ctx);
      await writer.write(piece);
    }
  }
  const digest = await writer.digest();
  if (expected !== "" && digest !== expected) {
    throw failedPrecondition(`unexpected digest ${digest}`);
  }
  try {
    return await writer.commit(ctx, { size: entry.size, expected: digest });
  } catch (error) {
    if (isKind(error, "already exists")) {
      return digest;
    }
    throw error;
  }
}

function digestInName(name: string): Digest {
  const [, algorithm = "", hex = ""] = /^blobs\/([a-z0-9]+)\/([a-f0-9]+)$/.exec(name) ?? [];
  try {
    parseDigest(`${algorithm}:${hex}`);
    return `${algorithm}:${hex}`;
  } catch {
    return "";
  }
}
