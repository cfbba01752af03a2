import type { Scoped } from "../../context/index.ts";
import type { BlobStore } from "../../core/blob.ts";
import type {
  ContentInfo,
  ContentReader,
  ContentStore,
  ContentWriter,
  IngestStatus,
  WriterOptions,
} from "../../core/content.ts";
import { type Digest, parseDigest } from "../../core/digest.ts";
import { compileFilters, labelAt } from "../../core/filter.ts";
import type { Labels } from "../../core/labels.ts";
import type { FieldPaths } from "../../core/update.ts";
import { alreadyExists, invalidArgument, isKind, notFound } from "../../errors/index.ts";
import type { ChangeQueue } from "./change-queue.ts";
import { infoOf } from "./content-record.ts";
import { NamespacedWriter } from "./content-writer.ts";
import type { InUse } from "./in-use.ts";
import type { Leftovers } from "./leftovers.ts";
import type { Objects, StoredObject } from "./objects.ts";
import type { Sharing } from "./sharing.ts";

/** What the content store works with. */
export interface ContentOptions {
  readonly objects: Objects;
  readonly changes: ChangeQueue;
  readonly blobs: BlobStore;
  readonly sharing: Sharing;
  readonly inUse: InUse;
  readonly leftovers: Leftovers;
}

/** Blobs and ingests by namespace, over a store of blobs that knows no namespaces. */
export class Content implements ContentStore {
  readonly #options: ContentOptions;

  constructor(options: ContentOptions) {
    this.#options = options;
  }

  async info({ namespace }: Scoped, digest: Digest): Promise<ContentInfo> {
    return infoOf(this.#stored(namespace, digest));
  }

  update(
    { namespace, lease }: Scoped,
    digest: Digest,
    labels: Labels,
    paths: FieldPaths = [],
  ): Promise<ContentInfo> {
    return this.#options.changes.run("updateContent", { namespace, lease, digest, labels, paths });
  }

  async *list({ namespace }: Scoped, filters: readonly string[] = []): AsyncGenerator<ContentInfo> {
    const matches = compileFilters(filters);
    for await (const stored of this.#options.objects.list(namespace, "content")) {
      const info = infoOf(stored);
      if (matches((path) => fieldOf(info, path))) {
        yield info;
      }
    }
  }

  async delete({ namespace, lease }: Scoped, digest: Digest): Promise<void> {
    await this.#options.changes.run("deleteContent", { namespace, lease, digest });
    this.#options.leftovers.add("content", digest);
  }

  async reader({ namespace }: Scoped, digest: Digest): Promise<ContentReader> {
    this.#stored(namespace, digest);
    return await this.#options.blobs.reader(digest);
  }

  async path({ namespace }: Scoped, digest: Digest): Promise<string | undefined> {
    this.#stored(namespace, digest);
    return this.#options.blobs.path(digest);
  }

  async writer(ctx: Scoped, options: WriterOptions): Promise<ContentWriter> {
    const { ref, expected = "" } = options;
    if (ref === "") {
      throw invalidArgument("ref must not be empty");
    }
    if (expected !== "") {
      parseDigest(expected);
    }
    const { namespace, lease } = ctx;
    const { changes, sharing, inUse, leftovers, blobs } = this.#options;
    const open = inUse.add(namespace, "ingest", ref);
    try {
      using _blob = expected === "" ? undefined : await leftovers.hold("content", expected);
      const available = await sharing.sizeOf(namespace, expected, options.total ?? 0);
      const shared = available !== undefined;
      const opened = await changes.run("openIngest", { namespace, lease, ref, expected, shared });
      if (opened.exists) {
        throw alreadyExists(`content ${expected}`);
      }
      const total = available ?? options.total ?? 0;
      const backend = shared ? undefined : await blobs.writer({ ref: opened.backendRef, total });
      return new NamespacedWriter({ ...this.#options, ctx, ref, expected, total, open, ...opened }, backend);
    } catch (error) {
      open[Symbol.dispose]();
      throw error;
    }
  }

  async status({ namespace }: Scoped, ref: string): Promise<IngestStatus> {
    const stored = this.#options.objects.get(namespace, "ingest", ref);
    if (stored === undefined) {
      throw notFound(`reference ${ref}`);
    }
    return { ...(await this.#options.blobs.status(stored.record.backendRef)), ref };
  }

  async statuses({ namespace }: Scoped, filters: readonly string[] = []): Promise<IngestStatus[]> {
    const matches = compileFilters(filters);
    const statuses: IngestStatus[] = [];
    for await (const { key, record } of this.#options.objects.list(namespace, "ingest")) {
      const status = await this.#backendStatus(record.backendRef);
      if (status !== undefined && matches(([field]) => (field === "ref" ? key : undefined))) {
        statuses.push({ ...status, ref: key });
      }
    }
    return statuses;
  }

  async abort({ namespace, lease }: Scoped, ref: string): Promise<void> {
    const backendRef = await this.#options.changes.run("abortIngest", { namespace, lease, ref });
    await this.#options.leftovers.removeNow("ingest", backendRef);
  }

  #stored(namespace: string, digest: Digest): StoredObject<"content"> {
    const stored = this.#options.objects.get(namespace, "content", digest);
    if (stored === undefined) {
      throw notFound(`content digest ${digest}`);
    }
    return stored;
  }

  /** Undefined for an ingest without bytes: it was just opened, or it shares a blob. */
  async #backendStatus(backendRef: string): Promise<IngestStatus | undefined> {
    try {
      return await this.#options.blobs.status(backendRef);
    } catch (error) {
      if (isKind(error, "not found")) {
        return undefined;
      }
      throw error;
    }
  }
}

function fieldOf(info: ContentInfo, [field, ...rest]: readonly string[]): string | undefined {
  switch (field) {
    case "digest":
      return info.digest;
    case "labels":
      return labelAt(info.labels, rest);
    default:
      return undefined;
  }
}
