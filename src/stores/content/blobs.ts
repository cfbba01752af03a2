// Blobs and ingests as files of a directory, laid out as containerd's local store does it (plugins/content/local).
import { mkdir, readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { BlobInfo, BlobStore } from "../../core/blob.ts";
import type { ContentReader, IngestStatus, WriterOptions } from "../../core/content.ts";
import { type Digest, parseDigest } from "../../core/digest.ts";
import { alreadyExists, errnoOf, invalidArgument, notFound } from "../../errors/index.ts";
import { fromNanos } from "./file-time.ts";
import { Digester } from "./hash.ts";
import { Ingest } from "./ingest.ts";
import { algorithms, Layout } from "./layout.ts";
import { RefLocks } from "./locks.ts";
import { BlobFileReader } from "./reader.ts";
import { IngestWriter } from "./writer.ts";

/** A store of blobs on a local filesystem. */
export class DiskBlobs implements BlobStore {
  readonly #layout: Layout;
  readonly #locks = new RefLocks();

  private constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Opens the store, and removes ingests that a crash left half made, which nobody could list or resume. */
  static async open(root: string): Promise<DiskBlobs> {
    const layout = new Layout(root);
    await mkdir(layout.blobs, { recursive: true });
    await mkdir(layout.ingests, { recursive: true });
    for (const name of await readdir(layout.ingests)) {
      const ingest = new Ingest(join(layout.ingests, name));
      if ((await ingest.status()) === undefined) {
        await ingest.remove();
      }
    }
    return new DiskBlobs(layout);
  }

  path(digest: Digest): string {
    return this.#layout.blob(digest);
  }

  async info(digest: Digest): Promise<BlobInfo> {
    const info = await this.#find(digest);
    if (info === undefined) {
      throw notFound(`content ${digest}`);
    }
    return info;
  }

  async *list(): AsyncIterable<BlobInfo> {
    for (const algorithm of algorithms) {
      const names = await readdir(this.#layout.algorithm(algorithm)).catch(emptyIfMissing);
      for (const hex of names.sort()) {
        const info = await this.#findNamed(`${algorithm}:${hex}`);
        if (info !== undefined) {
          yield info;
        }
      }
    }
  }

  async reader(digest: Digest): Promise<ContentReader> {
    return await BlobFileReader.open(this.path(digest), digest);
  }

  async remove(digest: Digest): Promise<void> {
    try {
      await unlink(this.path(digest));
    } catch (error) {
      throw errnoOf(error) === "ENOENT" ? notFound(`content ${digest}`) : error;
    }
  }

  async writer(options: WriterOptions): Promise<IngestWriter> {
    const { ref, expected = "" } = options;
    if (ref === "") {
      throw invalidArgument("ref must not be empty");
    }
    const algorithm = expected === "" ? "sha256" : parseDigest(expected).algorithm;
    this.#locks.lock(ref);
    const unlock = (): void => this.#locks.unlock(ref);
    try {
      if (expected !== "" && (await this.#find(expected)) !== undefined) {
        throw alreadyExists(`content ${expected}`);
      }
      const digester = new Digester(algorithm);
      const ingest = new Ingest(this.#layout.ingest(ref));
      const status = await resume(ingest, options);
      return await IngestWriter.open({ layout: this.#layout, ingest, status, digester, unlock });
    } catch (error) {
      unlock();
      throw error;
    }
  }

  async status(ref: string): Promise<IngestStatus> {
    const status = await new Ingest(this.#layout.ingest(ref)).status();
    if (status === undefined) {
      throw notFound(`ingest ref ${JSON.stringify(ref)}`);
    }
    return status;
  }

  async statuses(): Promise<IngestStatus[]> {
    const found: IngestStatus[] = [];
    for (const name of await readdir(this.#layout.ingests)) {
      const status = await new Ingest(join(this.#layout.ingests, name)).status();
      if (status !== undefined) {
        found.push(status);
      }
    }
    return found;
  }

  async abort(ref: string): Promise<void> {
    if (!(await new Ingest(this.#layout.ingest(ref)).remove())) {
      throw notFound(`ingest ref ${JSON.stringify(ref)}`);
    }
  }

  /** Undefined for a file whose name is no digest: somebody else put it there. */
  async #findNamed(digest: Digest): Promise<BlobInfo | undefined> {
    try {
      parseDigest(digest);
    } catch {
      return undefined;
    }
    return await this.#find(digest);
  }

  async #find(digest: Digest): Promise<BlobInfo | undefined> {
    try {
      const { size, mtimeNs } = await stat(this.path(digest), { bigint: true });
      return { digest, size: Number(size), createdAt: fromNanos(mtimeNs) };
    } catch (error) {
      if (errnoOf(error) === "ENOENT") {
        return undefined;
      }
      throw error;
    }
  }
}

/** Resumes the ingest that is there, unless its total shows that other bytes are meant; then a new one begins. */
async function resume(ingest: Ingest, options: WriterOptions): Promise<IngestStatus> {
  const { ref, total = 0, expected = "" } = options;
  const found = await ingest.status();
  const fits =
    found !== undefined && found.ref === ref && (total === 0 || found.total === 0 || total === found.total);
  if (!fits) {
    return { ...(await ingest.create(ref, total)), expected };
  }
  return { ...found, total: found.total === 0 ? total : found.total, expected };
}

function emptyIfMissing(error: unknown): string[] {
  if (errnoOf(error) === "ENOENT") {
    return [];
  }
  throw error;
}
