// One layer from its blob to its directory, in the helper process: read, hash, inflate, hash, apply.
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type Digest, parseDigest } from "../../core/digest.ts";
import { failedPrecondition } from "../../errors/index.ts";
import { syncFilesystem } from "../../linux/sync.ts";
import { decompress } from "../decompress.ts";
import type { ApplyJob, ApplyResult, Report } from "../job.ts";
import { type Compression, compressionOf, detectCompression } from "../media-type.ts";
import { TarReader } from "../tar/reader.ts";
import { Applier } from "./applier.ts";
import { targetOf } from "./target.ts";

const chunkSize = 1 << 20;

export async function apply(job: ApplyJob, report: Report): Promise<ApplyResult> {
  const compression = compressionOf(job.layer.mediaType);
  const blob = new BlobFile(job.blob, job.layer.digest, report);
  try {
    blob.checkSize(job.layer.size);
    const applier = new Applier(targetOf(job.mounts));
    try {
      const plain = await unpack(blob, compression === "detect" ? blob.detect() : compression, applier);
      blob.checkDigest();
      const implicit = applier.finish();
      if (job.sync) {
        syncFilesystem(applier.root);
      }
      return { ...plain, implicit };
    } finally {
      applier.close();
    }
  } finally {
    blob.close();
  }
}

async function unpack(
  blob: BlobFile,
  compression: Compression,
  applier: Applier,
): Promise<{ digest: Digest; size: number }> {
  const hash = createHash("sha256");
  const tar = new TarReader(applier);
  let size = 0;
  // The diff id covers what follows the archive's end too: all of it is read.
  await decompress(blob.chunks(), compression, (bytes) => {
    hash.update(bytes);
    size += bytes.length;
    tar.push(bytes);
  });
  tar.end();
  return { digest: `sha256:${hash.digest("hex")}`, size };
}

class BlobFile {
  private readonly fd: number;
  private readonly digest: Digest;
  private readonly hash: ReturnType<typeof createHash>;
  private readonly report: Report;

  constructor(path: string, digest: Digest, report: Report) {
    this.digest = digest;
    this.hash = createHash(parseDigest(digest).algorithm);
    this.report = report;
    this.fd = openSync(path, "r");
  }

  close(): void {
    closeSync(this.fd);
  }

  /** Some clients know only the digest and say 0. */
  checkSize(expected: number): void {
    const { size } = fstatSync(this.fd);
    if (expected !== 0 && size !== expected) {
      throw failedPrecondition(`blob ${this.digest} has ${size} bytes, its descriptor says ${expected}`);
    }
  }

  detect(): Compression {
    const head = Buffer.alloc(4);
    readSync(this.fd, head, 0, head.length, 0);
    return detectCompression(head);
  }

  *chunks(): Generator<Buffer> {
    for (let offset = 0; ; ) {
      const buffer = Buffer.allocUnsafeSlow(chunkSize);
      const length = readSync(this.fd, buffer, 0, chunkSize, offset);
      if (length === 0) {
        return;
      }
      const chunk = buffer.subarray(0, length);
      this.hash.update(chunk);
      offset += length;
      yield chunk;
      this.report({ progress: offset });
    }
  }

  /** After all chunks were read. */
  checkDigest(): void {
    const actual = `${parseDigest(this.digest).algorithm}:${this.hash.digest("hex")}`;
    if (actual !== this.digest) {
      throw failedPrecondition(`blob ${this.digest} has the digest ${actual}`);
    }
  }
}
