// Blobs by digest, seen from one namespace: what is there, reading, and ingests that resume.
// A blob comes to be by an ingest under a ref: open a writer, write, commit. Until then it can be read by nobody.
// Source: containerd core/content/content.go.
import type { Scoped } from "../context/index.ts";
import type { Digest } from "./digest.ts";
import type { Labels } from "./labels.ts";
import type { Timestamp } from "./time.ts";
import type { FieldPaths } from "./update.ts";

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

export interface ContentReader extends AsyncDisposable {
  /** Bytes. */
  readonly size: number;
  /** At most `length` bytes from `offset`; fewer only at the end. The buffer is the caller's. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export interface WriterOptions {
  /** Names the ingest in its namespace. */
  readonly ref: string;
  /** Bytes; 0 or absent when unknown. */
  readonly total?: number | undefined;
  readonly expected?: Digest | undefined;
}

export interface CommitOptions {
  /** Bytes; 0 or absent: not compared. */
  readonly size?: number | undefined;
  readonly expected?: Digest | undefined;
  readonly labels?: Labels | undefined;
}

/** Holds the lock on its ref until it is committed or closed. Disposing closes and keeps the bytes for a resume. */
export interface ContentWriter extends AsyncDisposable {
  readonly status: IngestStatus;
  /** Appends. Failed precondition when the total is passed. */
  write(bytes: Uint8Array): Promise<void>;
  /** The local file that holds what was written so far, for a thread that appends to it; undefined where there is none. */
  readonly file: string | undefined;
  /** Takes over what another thread appended to `file`: it has `offset` bytes now, and `digest` is that of all of them. */
  adopt(offset: number, digest: Digest): Promise<void>;
  /** Back to nothing. The only size possible is 0. */
  truncate(): Promise<void>;
  /** Digest of what is written so far (of `expected`'s algorithm, else sha256). */
  digest(): Promise<Digest>;
  /**
   * Makes the blob appear and ends the ingest. Failed precondition when size or digest differ; already exists when the
   * namespace has it, which callers may take for success: lease and labels are set, the ingest is gone.
   */
  commit(ctx: Scoped, options?: CommitOptions): Promise<Digest>;
  /** Releases the ref. What was written stays. */
  close(): Promise<void>;
}

export interface ContentStore {
  /** Not found: `content digest sha256:…`. */
  info(ctx: Scoped, digest: Digest): Promise<ContentInfo>;
  update(ctx: Scoped, digest: Digest, labels: Labels, paths?: FieldPaths): Promise<ContentInfo>;
  /** Those that match any of the filters (containerd's filter language), by digest. */
  list(ctx: Scoped, filters?: readonly string[]): AsyncIterable<ContentInfo>;
  /** Forgets the blob in this namespace; its file goes with the next collection when no other one has it. */
  delete(ctx: Scoped, digest: Digest): Promise<void>;
  reader(ctx: Scoped, digest: Digest): Promise<ContentReader>;
  /** Path of the blob's file, for helper processes; undefined where blobs are not local files. */
  path(ctx: Scoped, digest: Digest): Promise<string | undefined>;
  /**
   * Opens or resumes an ingest. Unavailable when its ref is locked; already exists when the namespace has `expected`.
   */
  writer(ctx: Scoped, options: WriterOptions): Promise<ContentWriter>;
  status(ctx: Scoped, ref: string): Promise<IngestStatus>;
  statuses(ctx: Scoped, filters?: readonly string[]): Promise<IngestStatus[]>;
  /** Ends the ingest and deletes its bytes. */
  abort(ctx: Scoped, ref: string): Promise<void>;
}
