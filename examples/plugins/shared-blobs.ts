// A content store that first looks into a directory of blobs, such as one that many machines mount read-only. Blobs in it are
// neither fetched nor stored again; all others are in the daemon's own store. The files of the directory are
// `<algorithm>/<hex>`, as in an OCI image layout.
//
//   [plugins."io.containerd.metadata.v1.sqlite"]
//   content_store = "shared"
//
//   [plugins."io.containerd.content.v1.shared"]
//   directory = "/mnt/images/blobs"
import { existsSync } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  alreadyExists,
  type BlobInfo,
  BlobStore,
  type BlobWriter,
  type ContentReader,
  type Digest,
  fromMillis,
  type IngestStatus,
  key,
  parseDigest,
  plugin,
  SkipPlugin,
  type WriterOptions,
} from "tsrt/plugin";

export default plugin(BlobStore, "shared", {
  needs: { own: BlobStore.named("content") },
  config: { directory: key.string("", "directory of blobs that are there already") },
  start({ own, config }) {
    if (config.directory === "") {
      throw new SkipPlugin("no directory is configured");
    }
    return new SharedBlobs(config.directory, own);
  },
});

class SharedBlobs implements BlobStore {
  readonly #directory: string;
  readonly #own: BlobStore;

  constructor(directory: string, own: BlobStore) {
    this.#directory = directory;
    this.#own = own;
  }

  async info(digest: Digest): Promise<BlobInfo> {
    return (await this.#sharedInfo(digest)) ?? (await this.#own.info(digest));
  }

  path(digest: Digest): string | undefined {
    const shared = this.#file(digest);
    return existsSync(shared) ? shared : this.#own.path(digest);
  }

  async reader(digest: Digest): Promise<ContentReader> {
    const info = await this.#sharedInfo(digest);
    if (info === undefined) {
      return await this.#own.reader(digest);
    }
    return new FileReader(await open(this.#file(digest)), info.size);
  }

  async writer(options: WriterOptions): Promise<BlobWriter> {
    const { expected = "" } = options;
    if (expected !== "" && (await this.#sharedInfo(expected)) !== undefined) {
      throw alreadyExists(`content ${expected}`);
    }
    return await this.#own.writer(options);
  }

  /** Shared blobs are not listed, so that no collection removes them. */
  list(): AsyncIterable<BlobInfo> {
    return this.#own.list();
  }

  async remove(digest: Digest): Promise<void> {
    await this.#own.remove(digest);
  }

  async status(ref: string): Promise<IngestStatus> {
    return await this.#own.status(ref);
  }

  async statuses(): Promise<IngestStatus[]> {
    return await this.#own.statuses();
  }

  async abort(ref: string): Promise<void> {
    await this.#own.abort(ref);
  }

  #file(digest: Digest): string {
    const { algorithm, hex } = parseDigest(digest);
    return join(this.#directory, algorithm, hex);
  }

  async #sharedInfo(digest: Digest): Promise<BlobInfo | undefined> {
    const file = await stat(this.#file(digest)).catch(() => undefined);
    return file && { digest, size: file.size, createdAt: fromMillis(file.mtimeMs) };
  }
}

class FileReader implements ContentReader {
  readonly size: number;
  readonly #file: FileHandle;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const buffer = Buffer.alloc(Math.max(0, Math.min(length, this.size - offset)));
    const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
