// The driver below ContentStore: files of blobs and ingests, without namespaces, labels or leases.
import { slot } from "../plugin/index.ts";
import type { ContentReader, IngestStatus, WriterOptions } from "./content.ts";
import type { Digest } from "./digest.ts";
import type { Timestamp } from "./time.ts";

export interface BlobInfo {
  readonly digest: Digest;
  readonly size: number;
  readonly createdAt: Timestamp;
}

/** As ContentWriter, but of the driver: no namespace to register in. */
export interface BlobWriter extends AsyncDisposable {
  readonly status: IngestStatus;
  /** Holds what was written so far; another thread may append to it. */
  readonly file: string;
  /** Takes over what another thread appended. */
  adopt(offset: number, digest: Digest): Promise<void>;
  write(bytes: Uint8Array): Promise<void>;
  truncate(): Promise<void>;
  digest(): Promise<Digest>;
  /** Syncs, checks and renames into place. Already exists when the blob is there; the ingest is then removed. */
  commit(size: number, expected: Digest): Promise<BlobInfo>;
  close(): Promise<void>;
}

export interface BlobStore {
  /** Not found: `content sha256:…`. */
  info(digest: Digest): Promise<BlobInfo>;
  list(): AsyncIterable<BlobInfo>;
  path(digest: Digest): string;
  reader(digest: Digest): Promise<ContentReader>;
  remove(digest: Digest): Promise<void>;
  /** Unavailable: `ref X locked for D (since T)`. Resumes what is there, rehashing it. */
  writer(options: WriterOptions): Promise<BlobWriter>;
  status(ref: string): Promise<IngestStatus>;
  statuses(): Promise<IngestStatus[]>;
  abort(ref: string): Promise<void>;
}

export const BlobStore = slot<BlobStore>("io.containerd.content.v1");
