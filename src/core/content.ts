// Blobs by digest, seen from one namespace: which ones there are, reading them, and ingests that can be resumed.
// A blob comes to be by an ingest under a ref: open a writer, write, commit. Until then nobody can read it.
// Source: containerd core/content/content.go.
import type { Scoped } from "../context/index.ts";
import type { Digest } from "./digest.ts";
import type { Labels } from "./labels.ts";
import type { Timestamp } from "./time.ts";
import type { FieldPaths } from "./update.ts";

/** A blob that the namespace has. */
export interface ContentInfo {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
  readonly labels: Labels;
}

/** An ingest that is not committed. */
export interface IngestStatus {
  readonly ref: string;
  /** Bytes written so far. */
  readonly offset: number;
  /** Bytes expected; 0 when unknown. */
  readonly total: number;
  /** Digest expected; empty when unknown. */
  readonly expected: Digest;
  readonly startedAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** An open blob. Disposing it releases the file. */
export interface ContentReader extends AsyncDisposable {
  /** Bytes. */
  readonly size: number;
  /** At most `length` bytes from `offset`, fewer only at the end. The buffer belongs to the caller. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** How to open an ingest. */
export interface WriterOptions {
  /** Names the ingest in its namespace. */
  readonly ref: string;
  /** Bytes; 0 or absent when unknown. */
  readonly total?: number | undefined;
  /** Digest that the blob will have; absent when unknown. */
  readonly expected?: Digest | undefined;
}

/** What must hold of a blob when it is committed, and what is to be known of it. */
export interface CommitOptions {
  /** Bytes; 0 or absent: not compared. */
  readonly size?: number | undefined;
  /** Absent or empty: not compared. */
  readonly expected?: Digest | undefined;
  readonly labels?: Labels | undefined;
}

/** An open ingest. It holds the lock on its ref until it is committed or closed. Disposing closes it: its bytes stay. */
export interface ContentWriter extends AsyncDisposable {
  readonly status: IngestStatus;
  /** Appends. Failed precondition when the total is passed. */
  write(bytes: Uint8Array): Promise<void>;
  /** The local file that holds what was written so far, for a thread that appends to it; undefined where there is none. */
  readonly file: string | undefined;
  /** Takes over what another thread appended to `file`: it has `offset` bytes now, and `digest` is that of all of them. */
  adopt(offset: number, digest: Digest): Promise<void>;
  /** Drops what was written, so that the ingest begins anew. */
  truncate(): Promise<void>;
  /** The digest of what was written so far, by the algorithm of the expected digest, or by sha256. */
  digest(): Promise<Digest>;
  /**
   * Makes the blob appear and ends the ingest. Failed precondition when size or digest differ. Already exists when the
   * namespace has the blob, which callers may take for success: lease and labels are set, the ingest is gone.
   */
  commit(ctx: Scoped, options?: CommitOptions): Promise<Digest>;
  /** Releases the ref. What was written stays for a later writer of the same ref. */
  close(): Promise<void>;
}

/** The blobs and ingests of all namespaces. Errors about a blob that is not there are not found: `content digest sha256:…`. */
export interface ContentStore {
  info(ctx: Scoped, digest: Digest): Promise<ContentInfo>;
  /** Changes labels. Paths: `labels[.K]`. */
  update(ctx: Scoped, digest: Digest, labels: Labels, paths?: FieldPaths): Promise<ContentInfo>;
  /** The blobs that match any of the filters, over `digest` and `labels`, by digest; read page by page. */
  list(ctx: Scoped, filters?: readonly string[]): AsyncIterable<ContentInfo>;
  /** Forgets the blob in this namespace. Its file goes with the next collection when no other namespace has it. */
  delete(ctx: Scoped, digest: Digest): Promise<void>;
  reader(ctx: Scoped, digest: Digest): Promise<ContentReader>;
  /** Path of the blob's file, for helper processes; undefined where blobs are no local files. */
  path(ctx: Scoped, digest: Digest): Promise<string | undefined>;
  /**
   * Opens an ingest, or resumes the one that an earlier writer of the ref left. Unavailable while its ref is locked: clients
   * try again. Already exists when the namespace has the expected blob.
   */
  writer(ctx: Scoped, options: WriterOptions): Promise<ContentWriter>;
  /** Not found: `reference x`. */
  status(ctx: Scoped, ref: string): Promise<IngestStatus>;
  /** Those of the ingests that match any of the filters, over `ref`. */
  statuses(ctx: Scoped, filters?: readonly string[]): Promise<IngestStatus[]>;
  /** Ends the ingest and removes its bytes. Not found: `reference x`. */
  abort(ctx: Scoped, ref: string): Promise<void>;
}
