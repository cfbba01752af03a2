// A writer in a namespace, over one of the blob store. Where the blob is shared with another namespace there is no writer of
// the blob store, because nothing needs to be written, unless the client writes all the same.
import type { Scoped } from "../../context/index.ts";
import { derive } from "../../context/index.ts";
import type { BlobWriter } from "../../core/blob.ts";
import type { CommitOptions, ContentWriter, IngestStatus } from "../../core/content.ts";
import type { Digest } from "../../core/digest.ts";
import { now } from "../../core/time.ts";
import { alreadyExists, failedPrecondition, isKind, unavailable } from "../../errors/index.ts";
import type { ContentOptions } from "./content.ts";
import { checkLabelsOf } from "./mask.ts";

/** An ingest that was opened in the database. */
export interface OpenedIngest extends ContentOptions {
  readonly ctx: Scoped;
  readonly ref: string;
  readonly backendRef: string;
  readonly expected: Digest;
  readonly total: number;
  /** Keeps the ingest from being collected until it is disposed. */
  readonly open: Disposable;
}

const copySize = 1 << 20;

/** Writes the bytes of an ingest and registers its blob in the namespace. */
export class NamespacedWriter implements ContentWriter {
  readonly #ingest: OpenedIngest;
  readonly #startedAt = now();
  #backend: BlobWriter | undefined;

  constructor(ingest: OpenedIngest, backend: BlobWriter | undefined) {
    this.#ingest = ingest;
    this.#backend = backend;
  }

  get status(): IngestStatus {
    const { ref, total, expected } = this.#ingest;
    if (this.#backend !== undefined) {
      return { ...this.#backend.status, ref };
    }
    return { ref, offset: total, total, expected, startedAt: this.#startedAt, updatedAt: this.#startedAt };
  }

  get file(): string | undefined {
    return this.#backend?.file;
  }

  async adopt(offset: number, digest: Digest): Promise<void> {
    const backend = this.#backend;
    if (backend?.adopt === undefined) {
      throw failedPrecondition(`ref ${this.#ingest.ref} has no file`);
    }
    await backend.adopt(offset, digest);
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#backend === undefined && bytes.length === 0) {
      return;
    }
    this.#backend ??= await this.#unshare(this.#ingest.total);
    await this.#backend.write(bytes);
  }

  async truncate(): Promise<void> {
    if (this.#backend === undefined) {
      this.#backend = await this.#unshare(0);
    } else {
      await this.#backend.truncate();
    }
  }

  async digest(): Promise<Digest> {
    return this.#backend === undefined ? this.#ingest.expected : await this.#backend.digest();
  }

  async commit(ctx: Scoped, options: CommitOptions = {}): Promise<Digest> {
    try {
      return await this.#commit(derive(ctx, { namespace: this.#ingest.ctx.namespace }), options);
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    await this.#backend?.close();
    this.#ingest.open[Symbol.dispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #commit({ namespace, lease }: Scoped, options: CommitOptions): Promise<Digest> {
    const { changes, leftovers, ref } = this.#ingest;
    const labels = options.labels ?? {};
    checkLabelsOf("info.Labels", labels);
    const { offset } = this.status;
    if (options.size !== undefined && options.size !== 0 && options.size !== offset) {
      throw failedPrecondition(`${JSON.stringify(ref)} failed size validation: ${offset} != ${options.size}`);
    }
    const probable = options.expected || (await this.digest());
    using _blob = await leftovers.hold("content", probable);
    const digest = await this.#commitBytes(offset, options.expected ?? "", probable);
    leftovers.add("content", digest);
    const { exists } = await changes.run("commitIngest", {
      namespace,
      lease,
      ref,
      digest,
      size: offset,
      labels,
    });
    if (exists) {
      throw alreadyExists(`content ${digest}`);
    }
    return digest;
  }

  async #commitBytes(size: number, expected: Digest, probable: Digest): Promise<Digest> {
    const { ref, blobs } = this.#ingest;
    if (this.#backend === undefined) {
      if (expected !== "" && expected !== this.#ingest.expected) {
        throw failedPrecondition(`${JSON.stringify(ref)} unexpected digest`);
      }
      return (await this.#shared((digest) => blobs.info(digest))).digest;
    }
    try {
      return (await this.#backend.commit(size, expected)).digest;
    } catch (error) {
      if (isKind(error, "already exists")) {
        return probable;
      }
      throw error;
    }
  }

  /**
   * Reads the shared blob. It may be gone, because an abort of the ingest gave it free. That is told as unavailable, upon which
   * clients try again; then the blob is not shared any more.
   */
  async #shared<T>(read: (expected: Digest) => Promise<T>): Promise<T> {
    const { expected, ref } = this.#ingest;
    try {
      return await read(expected);
    } catch (error) {
      throw isKind(error, "not found")
        ? unavailable(`content ${expected}, which ref ${JSON.stringify(ref)} shared, is gone`)
        : error;
    }
  }

  async #unshare(size: number): Promise<BlobWriter> {
    const { blobs, backendRef } = this.#ingest;
    const writer = await blobs.writer({ ref: backendRef, total: size });
    try {
      await using reader = size > 0 ? await this.#shared((digest) => blobs.reader(digest)) : undefined;
      for (let offset = 0; reader !== undefined && offset < size; offset += copySize) {
        await writer.write(await reader.read(offset, Math.min(copySize, size - offset)));
      }
      return writer;
    } catch (error) {
      await writer.close();
      throw error;
    }
  }
}
