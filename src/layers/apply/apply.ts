// Applies a layer in the helper process: reads its blob, checks the digest, decompresses, computes the diff id and unpacks.
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type Digest, parseDigest } from "../../core/digest.ts";
import { failedPrecondition } from "../../errors/index.ts";
import { type Compression, decompressed, detectCompression, magicBytes } from "../../oci/compression.ts";
import { TarReader } from "../../oci/tar/reader.ts";
import type { ApplyJob, ApplyResult, Report } from "../job.ts";
import { requireLayer } from "../media-type.ts";
import { syncInBackground } from "../sync.ts";
import { Applier } from "./applier.ts";
import { targetOf } from "./target.ts";

const chunkSize = 1 << 20;

export interface AppliedLayer {
  readonly result: ApplyResult;
  /** Resolves when the files are durable; undefined when that was not asked for. */
  readonly synced: Promise<void> | undefined;
}

export async function apply(job: ApplyJob, report: Report): Promise<AppliedLayer> {
  requireLayer(job.layer.mediaType);
  const blob = new BlobFile(job.blob, job.layer.digest, report);
  try {
    blob.checkSize(job.layer.size);
    const applier = new Applier(targetOf(job.mounts));
    try {
      const plain = await unpack(blob, applier);
      blob.checkDigest();
      const unsettled = applier.finish();
      const synced = job.sync ? syncInBackground(applier.root) : undefined;
      return { result: { ...plain, unsettled }, synced };
    } finally {
      applier.close();
    }
  } finally {
    blob.close();
  }
}

async function unpack(blob: BlobFile, applier: Applier): Promise<{ digest: Digest; size: number }> {
  const hash = createHash("sha256");
  const tar = new TarReader(applier);
  let size = 0;
  // The diff id covers what follows the archive's end, too, so that all of it is read.
  for await (const bytes of decompressed(blob.chunks(), blob.compression())) {
    hash.update(bytes);
    size += bytes.length;
    tar.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
  tar.end();
  return { digest: `sha256:${hash.digest("hex")}`, size };
}

class BlobFile {
  readonly #fd: number;
  readonly #digest: Digest;
  readonly #hash: ReturnType<typeof createHash>;
  readonly #report: Report;

  constructor(path: string, digest: Digest, report: Report) {
    this.#digest = digest;
    this.#hash = createHash(parseDigest(digest).algorithm);
    this.#report = report;
    this.#fd = openSync(path, "r");
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Some clients know only the digest and give 0 for the size. */
  checkSize(expected: number): void {
    const { size } = fstatSync(this.#fd);
    if (expected !== 0 && size !== expected) {
      throw failedPrecondition(`blob ${this.#digest} has ${size} bytes, its descriptor says ${expected}`);
    }
  }

  compression(): Compression {
    const head = Buffer.alloc(magicBytes);
    return detectCompression(head.subarray(0, readSync(this.#fd, head, 0, head.length, 0)));
  }

  *chunks(): Generator<Buffer> {
    for (let offset = 0; ; ) {
      const buffer = Buffer.allocUnsafeSlow(chunkSize);
      const length = readSync(this.#fd, buffer, 0, chunkSize, offset);
      if (length === 0) {
        return;
      }
      const chunk = buffer.subarray(0, length);
      this.#hash.update(chunk);
      offset += length;
      yield chunk;
      this.#report({ progress: offset });
    }
  }

  /** Must be called after all chunks were read. */
  checkDigest(): void {
    const actual = `${parseDigest(this.#digest).algorithm}:${this.#hash.digest("hex")}`;
    if (actual !== this.#digest) {
      throw failedPrecondition(`blob ${this.#digest} has the digest ${actual}`);
    }
  }
}
