// The writer of one open ingest. Whatever ends it, its ref is unlocked exactly once.
import { chmod, type FileHandle, mkdir, open, rename, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { BlobInfo, BlobWriter } from "../../core/blob.ts";
import type { IngestStatus } from "../../core/content.ts";
import { type Digest, parseDigest } from "../../core/digest.ts";
import { now } from "../../core/time.ts";
import { alreadyExists, errnoOf, failedPrecondition } from "../../errors/index.ts";
import { fromNanos } from "./file-time.ts";
import { Digester, turnBytes } from "./hash.ts";
import type { Ingest } from "./ingest.ts";
import type { Layout } from "./layout.ts";

/** What a writer works with. */
export interface OpenIngest {
  readonly layout: Layout;
  readonly ingest: Ingest;
  readonly status: IngestStatus;
  readonly digester: Digester;
  /** Releases the ref. */
  readonly unlock: () => void;
}

/** Appends to the file of an ingest, and makes a blob of it. */
export class IngestWriter implements BlobWriter {
  readonly #given: OpenIngest;
  #current: IngestStatus;
  #digester: Digester;
  /** Digest of the whole file after another thread appended to it. */
  #adopted: Digest | undefined;
  /** Whether the file holds bytes that the digester has not seen, because an earlier writer or another thread wrote them. */
  #isUnhashed: boolean;
  #handle: FileHandle | undefined;

  private constructor(given: OpenIngest, file: FileHandle) {
    this.#given = given;
    this.#current = given.status;
    this.#digester = given.digester;
    this.#isUnhashed = given.status.offset > 0;
    this.#handle = file;
  }

  static async open(given: OpenIngest): Promise<IngestWriter> {
    return new IngestWriter(given, await open(given.ingest.data, "r+"));
  }

  get status(): IngestStatus {
    return this.#current;
  }

  get file(): string {
    return this.#given.ingest.data;
  }

  async adopt(offset: number, digest: Digest): Promise<void> {
    const { size } = await this.#opened("adopt").stat();
    if (size !== offset) {
      throw failedPrecondition(
        `ingest ${this.#current.ref} has ${size} bytes, not the ${offset} that were announced`,
      );
    }
    this.#current = { ...this.#current, offset, updatedAt: now() };
    this.#adopted = digest;
    this.#isUnhashed = true;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const file = this.#opened("write to");
    await this.#hashFile();
    const { total, offset } = this.#current;
    if (total > 0 && offset + bytes.length > total) {
      throw failedPrecondition(
        `write of ${bytes.length} bytes at ${offset} exceeds the total of ${total} bytes`,
      );
    }
    await this.#append(file, bytes.subarray(0, turnBytes));
    for (let start = turnBytes; start < bytes.length; start += turnBytes) {
      // The answer of the file may be there at once; without a pause nothing else would run between two pieces.
      await setImmediate();
      await this.#append(file, bytes.subarray(start, start + turnBytes));
    }
  }

  async #append(file: FileHandle, bytes: Uint8Array): Promise<void> {
    const { offset } = this.#current;
    const written = writeFully(file, bytes, offset);
    this.#digester.update(bytes);
    try {
      await written;
    } catch (error) {
      // The digest counts bytes by now that the file lacks, so this writer must not commit anything any more.
      await this.#end();
      throw new Error(`write ingest ${this.#current.ref}`, { cause: error });
    }
    this.#current = { ...this.#current, offset: offset + bytes.length, updatedAt: now() };
  }

  async truncate(): Promise<void> {
    await this.#opened("truncate").truncate(0);
    this.#digester.reset();
    this.#adopted = undefined;
    this.#isUnhashed = false;
    this.#current = { ...this.#current, offset: 0, updatedAt: now() };
  }

  async digest(): Promise<Digest> {
    if (this.#adopted === undefined) {
      await this.#hashFile();
    }
    return this.#adopted ?? this.#digester.digest();
  }

  async commit(size: number, expected: Digest): Promise<BlobInfo> {
    const file = this.#opened("commit");
    try {
      await file.sync();
      const { offset } = this.#current;
      if (size > 0 && size !== offset) {
        throw failedPrecondition(`unexpected commit size ${offset}, expected ${size}`);
      }
      const digest = await this.#digestAs(expected);
      if (expected !== "" && expected !== digest) {
        throw failedPrecondition(`unexpected commit digest ${digest}, expected ${expected}`);
      }
      return await this.#place(digest);
    } finally {
      await this.#end();
    }
  }

  async close(): Promise<void> {
    const file = this.#handle;
    if (file === undefined) {
      return;
    }
    try {
      await file.datasync();
      await this.#given.ingest.touch(this.#current.updatedAt);
    } catch (error) {
      // The ingest was aborted meanwhile, so there is nothing left to keep.
      if (errnoOf(error) !== "ENOENT") {
        throw error;
      }
    } finally {
      await this.#end();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The digest by the algorithm that the commit asks for, which may be another one than the writer was opened with. */
  async #digestAs(expected: Digest): Promise<Digest> {
    const known = await this.digest();
    const wanted = parseDigest(expected === "" ? known : expected).algorithm;
    if (wanted === parseDigest(known).algorithm) {
      return known;
    }
    this.#digester = new Digester(wanted);
    await this.#digester.addFile(this.file);
    return this.#digester.digest();
  }

  /** Hashes what the file holds, when the digest matters: a thread that appends to the file hashes all of it anyway. */
  async #hashFile(): Promise<void> {
    if (this.#isUnhashed) {
      this.#digester.reset();
      await this.#digester.addFile(this.file);
      this.#isUnhashed = false;
      this.#adopted = undefined;
    }
  }

  async #place(digest: Digest): Promise<BlobInfo> {
    const { layout, ingest } = this.#given;
    const target = layout.blob(digest);
    await mkdir(dirname(target), { recursive: true });
    if (await exists(target)) {
      await ingest.remove();
      throw alreadyExists(`content ${digest}`);
    }
    const committed = new Date();
    await utimes(ingest.data, committed, committed);
    await chmod(ingest.data, 0o444);
    await rename(ingest.data, target);
    await syncDirectory(dirname(target));
    await ingest.remove();
    const { size, mtimeNs } = await stat(target, { bigint: true });
    return { digest, size: Number(size), createdAt: fromNanos(mtimeNs) };
  }

  #opened(operation: string): FileHandle {
    if (this.#handle === undefined) {
      throw failedPrecondition(`cannot ${operation} closed writer of ref ${this.#current.ref}`);
    }
    return this.#handle;
  }

  async #end(): Promise<void> {
    const file = this.#handle;
    this.#handle = undefined;
    if (file !== undefined) {
      this.#given.unlock();
      await file.close();
    }
  }
}

async function writeFully(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, offset + written);
    written += bytesWritten;
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
