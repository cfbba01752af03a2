// A store of blobs: what is below the ContentStore that callers use. It keeps the bytes of blobs and of ingests, and knows
// nothing of namespaces, labels and leases, which the metadata keeps for all stores.
import { slot } from "../plugin/index.ts";
import type { ContentReader, IngestStatus, WriterOptions } from "./content.ts";
import type { Digest } from "./digest.ts";
import type { Timestamp } from "./time.ts";

/** A blob that is there as a whole. */
export interface BlobInfo {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly createdAt: Timestamp;
}

/** An open ingest. It holds the lock on its ref until it is committed or closed. */
export interface BlobWriter extends AsyncDisposable {
  /** How far the ingest is. */
  readonly status: IngestStatus;
  /**
   * Path of the local file that holds what was written so far, to which another thread may append; undefined where the
   * store has no such file: then everything comes through `write`.
   */
  readonly file: string | undefined;
  /** Takes over what another thread appended to `file`: it has `offset` bytes now, and `digest` is that of all of them. */
  adopt?(offset: number, digest: Digest): Promise<void>;
  /** Appends. Failed precondition when the total that was announced is passed. */
  write(bytes: Uint8Array): Promise<void>;
  /** Drops what was written, so that the ingest begins anew. */
  truncate(): Promise<void>;
  /** The digest of what was written so far, by the algorithm of the expected digest, or by sha256. */
  digest(): Promise<Digest>;
  /**
   * Makes the blob appear, durably, under its digest, and ends the ingest. A `size` of 0 and an empty digest are not
   * compared. Failed precondition when size or digest differ; already exists when the blob is there, and then the ingest is
   * removed.
   */
  commit(size: number, expected: Digest): Promise<BlobInfo>;
  /** Releases the ref. What was written stays for a later writer of the same ref. */
  close(): Promise<void>;
}

/** Keeps blobs by digest. Source: containerd core/content/content.go. */
export interface BlobStore {
  /** Not found: `content sha256:…`. */
  info(digest: Digest): Promise<BlobInfo>;
  /**
   * All blobs of which the store wants to be rid when nothing refers to them: a collection removes those that no namespace
   * has.
   */
  list(): AsyncIterable<BlobInfo>;
  /** Path of the local file that holds the blob, whether it exists or not; undefined where blobs are no local files. */
  path(digest: Digest): string | undefined;
  /** Not found: `content sha256:…`. */
  reader(digest: Digest): Promise<ContentReader>;
  /** Not found: `content sha256:…`. */
  remove(digest: Digest): Promise<void>;
  /**
   * Opens an ingest, or resumes the one that an earlier writer of the ref left, whose bytes are hashed anew when a
   * digest is asked for. Unavailable while its ref is locked: clients try again. Already exists when the blob with the expected
   * digest is there.
   */
  writer(options: WriterOptions): Promise<BlobWriter>;
  /** Not found: `ingest ref "x"`. */
  status(ref: string): Promise<IngestStatus>;
  /** Those of all ingests. */
  statuses(): Promise<IngestStatus[]>;
  /** Ends the ingest and removes its bytes. Not found: `ingest ref "x"`. */
  abort(ref: string): Promise<void>;
}

/**
 * The slot of blob stores. The setting `content_store` of the metadata plugin names the one that is used, by its plugin id.
 */
export const BlobStore = slot<BlobStore>("io.containerd.content.v1");
