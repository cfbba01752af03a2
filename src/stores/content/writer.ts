// One open ingest. Whatever ends it, the ref is unlocked exactly once.
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

export interface OpenIngest {
  readonly layout: Layout;
  readonly ingest: Ingest;
  readonly status: IngestStatus;
  readonly digester: Digester;
  readonly unlock: () => void;
}

export class IngestWriter implements BlobWriter {
  private readonly given: OpenIngest;
  private current: IngestStatus;
  private digester: Digester;
  /** Digest of the whole file after another thread appended to it. */
  private adopted: Digest | undefined;
  /** Whether the file holds bytes that the digester has not seen: of an earlier writer, or of another thread. */
  private isUnhashed: boolean;
  private handle: FileHandle | undefined;

  private constructor(given: OpenIngest, file: FileHandle) {
    this.given = given;
    this.current = given.status;
    this.digester = given.digester;
    this.isUnhashed = given.status.offset > 0;
    this.handle = file;
  }

  static async open(given: OpenIngest): Promise<IngestWriter> {
    return new IngestWriter(given, await open(given.ingest.data, "r+"));
  }

  get status(): IngestStatus {
    return this.current;
  }

  get file(): string {
    return this.given.ingest.data;
  }

  async adopt(offset: number, digest: Digest): Promise<void> {
    const { size } = await this.opened("adopt").stat();
    if (size !== offset) {
      throw failedPrecondition(`ingest ${this.current.ref} has ${size} bytes, ${offset} were said`);
    }
    this.current = { ...this.current, offset, updatedAt: now() };
    this.adopted = digest;
    this.isUnhashed = true;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const file = this.opened("write to");
    await this.hashFile();
    const { total, offset } = this.current;
    if (total > 0 && offset + bytes.length > total) {
      throw failedPrecondition(
        `write of ${bytes.length} bytes at ${offset} exceeds the total of ${total} bytes`,
      );
    }
    await this.append(file, bytes.subarray(0, turnBytes));
    for (let start = turnBytes; start < bytes.length; start += turnBytes) {
      // On a busy machine the file's answer is there so early that nothing else would come between.
      await setImmediate();
      await this.append(file, bytes.subarray(start, start + turnBytes));
    }
  }

  private async append(file: FileHandle, bytes: Uint8Array): Promise<void> {
    const { offset } = this.current;
    const written = writeFully(file, bytes, offset);
    this.digester.update(bytes);
    try {
      await written;
    } catch (error) {
      // The digest already counts bytes that the file lacks: nothing may be committed from here.
      await this.end();
      throw new Error(`write ingest ${this.current.ref}`, { cause: error });
    }
    this.current = { ...this.current, offset: offset + bytes.length, updatedAt: now() };
  }

  async truncate(): Promise<void> {
    await this.opened("truncate").truncate(0);
    this.digester.reset();
    this.adopted = undefined;
    this.isUnhashed = false;
    this.current = { ...this.current, offset: 0, updatedAt: now() };
  }

  async digest(): Promise<Digest> {
    if (this.adopted === undefined) {
      await this.hashFile();
    }
    return this.adopted ?? this.digester.digest();
  }

  async commit(size: number, expected: Digest): Promise<BlobInfo> {
    const file = this.opened("commit");
    try {
      await file.sync();
      const { offset } = this.current;
      if (size > 0 && size !== offset) {
        throw failedPrecondition(`unexpected commit size ${offset}, expected ${size}`);
      }
      const digest = await this.digestAs(expected);
      if (expected !== "" && expected !== digest) {
        throw failedPrecondition(`unexpected commit digest ${digest}, expected ${expected}`);
      }
      return await this.place(digest);
    } finally {
      await this.end();
    }
  }

  async close(): Promise<void> {
    const file = this.handle;
    if (file === undefined) {
      return;
    }
    try {
      await file.datasync();
      await this.given.ingest.touch(this.current.updatedAt);
    } catch (error) {
      // Aborted beneath us: there is nothing left to keep.
      if (errnoOf(error) !== "ENOENT") {
        throw error;
      }
    } finally {
      await this.end();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The writer hashes as it was told at its opening; a commit may ask for another algorithm. */
  private async digestAs(expected: Digest): Promise<Digest> {
    const known = await this.digest();
    const wanted = parseDigest(expected === "" ? known : expected).algorithm;
    if (wanted === parseDigest(known).algorithm) {
      return known;
    }
    this.digester = new Digester(wanted);
    await this.digester.addFile(this.file);
    return this.digester.digest();
  }

  /** Hashes what the file holds already, once it matters: a thread that appends to the file hashes it anyway. */
  private async hashFile(): Promise<void> {
    if (this.isUnhashed) {
      this.digester.reset();
      await this.digester.addFile(this.file);
      this.isUnhashed = false;
      this.adopted = undefined;
    }
  }

  private async place(digest: Digest): Promise<BlobInfo> {
    const { layout, ingest } = this.given;
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

  private opened(operation: string): FileHandle {
    if (this.handle === undefined) {
      throw failedPrecondition(`cannot ${operation} closed writer of ref ${this.current.ref}`);
    }
    return this.handle;
  }

  private async end(): Promise<void> {
    const file = this.handle;
    this.handle = undefined;
    if (file !== undefined) {
      this.given.unlock();
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
