import type { ContentInfo, IngestStatus, WriterOptions } from "../core/content.ts";
import type { Digest } from "../core/digest.ts";
import type { Labels } from "../core/labels.ts";
import { isKind } from "../errors/index.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import { ContentService, type Status, type Info as WireInfo } from "../rpc/gen/content.ts";
import { IngestWriter } from "./content-writer.ts";
import { required, timestampOf } from "./convert.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** Which part of a blob is read. */
export interface ReadOptions extends RequestOptions {
  /** The first byte. Default 0. */
  readonly offset?: number | undefined;
  /** How many bytes; absent or 0: all that follow. */
  readonly size?: number | undefined;
}

/** What is known of a blob before it is written, and its labels. */
export interface WriteOptions extends RequestOptions, Pick<WriterOptions, "total" | "expected"> {
  /** Labels of the blob. */
  readonly labels?: Labels | undefined;
}

/** The content store: blobs by digest, and ingests, which become blobs when they are committed. */
export class Content {
  readonly #wire: Wire;
  readonly #service: Stub<typeof ContentService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#service = stub(wire.channel, ContentService);
  }

  /** Size, times and labels of a blob. Not found: `content sha256:…`. */
  async info(digest: Digest, options?: RequestOptions): Promise<ContentInfo> {
    const { info } = await this.#service.info({ digest }, this.#wire.call(options));
    return infoOf(info);
  }

  /** The blobs that match any of the filters, e.g. `labels.x==y`; without filters all. */
  async *list(filters: readonly string[] = [], options?: RequestOptions): AsyncGenerator<ContentInfo> {
    for await (const { info } of this.#service.list({ filters: [...filters] }, this.#wire.call(options))) {
      yield* info.map(infoOf);
    }
  }

  /** A blob's bytes as they come, in parts of at most 1 MiB. They were verified when they were written. Not found: `content sha256:…`. */
  async *read(digest: Digest, options: ReadOptions = {}): AsyncGenerator<Uint8Array> {
    const { offset = 0, size = 0 } = options;
    for await (const { data } of this.#service.read({ digest, offset, size }, this.#wire.call(options))) {
      yield data;
    }
  }

  /** A small blob in one piece. With `limit`, reading a larger one ends soon after so many bytes. */
  async readAll(
    digest: Digest,
    options: ReadOptions & { readonly limit?: number | undefined } = {},
  ): Promise<Uint8Array> {
    const { limit = Number.POSITIVE_INFINITY } = options;
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of this.read(digest, options)) {
      parts.push(part);
      length += part.length;
      if (length >= limit) {
        break;
      }
    }
    return Buffer.concat(parts);
  }

  /** Opens an ingest, or resumes one at its `status.offset`. Unavailable: somebody else writes to the same `ref`. */
  writer(options: WriterOptions, request?: RequestOptions): Promise<IngestWriter> {
    return IngestWriter.open(this.#service, options, this.#wire.call(request));
  }

  /**
   * Ingests all of `source` under `ref` and commits it; gives the digest. A blob that exists already is success.
   *
   * @throws failed precondition: size or digest are not as expected.
   */
  async write(ref: string, source: AsyncIterable<Uint8Array>, options: WriteOptions = {}): Promise<Digest> {
    const { total, expected, labels } = options;
    try {
      await using writer = await this.writer({ ref, total, expected }, options);
      if (writer.status.offset > 0) {
        await writer.truncate();
      }
      for await (const bytes of source) {
        await writer.write(bytes);
      }
      return await writer.commit({ size: total, expected, labels });
    } catch (error) {
      if (expected !== undefined && isKind(error, "already exists")) {
        return expected;
      }
      throw error;
    }
  }

  /** Sets these labels and leaves the others as they are. An empty value deletes a label. */
  async label(digest: Digest, labels: Labels, options?: RequestOptions): Promise<ContentInfo> {
    const updateMask = { paths: Object.keys(labels).map((key) => `labels.${key}`) };
    const request = { info: { digest, labels }, updateMask };
    const { info } = await this.#service.update(request, this.#wire.call(options));
    return infoOf(info);
  }

  /** Removes a blob from this namespace. Its bytes go when no namespace has it. Not found: `content sha256:…`. */
  async delete(digest: Digest, options?: RequestOptions): Promise<void> {
    await this.#service.delete({ digest }, this.#wire.call(options));
  }

  /** The ingests that are not committed and match any of the filters; without filters all. */
  async ingests(filters: readonly string[] = [], options?: RequestOptions): Promise<IngestStatus[]> {
    const request = { filters: [...filters] };
    const { statuses } = await this.#service.listStatuses(request, this.#wire.call(options));
    return statuses.map(ingestOf);
  }

  /** Ends an ingest and deletes its bytes. Not found: there is no ingest of this `ref`. */
  async abort(ref: string, options?: RequestOptions): Promise<void> {
    await this.#service.abort({ ref }, this.#wire.call(options));
  }
}

function infoOf(wire: WireInfo | null): ContentInfo {
  const { digest, size, createdAt, updatedAt, labels } = required(wire, "a blob");
  return { digest, size, labels, createdAt: timestampOf(createdAt), updatedAt: timestampOf(updatedAt) };
}

function ingestOf(wire: Status): IngestStatus {
  const { ref, offset, total, expected, startedAt, updatedAt } = wire;
  return {
    ref,
    offset,
    total,
    expected,
    startedAt: timestampOf(startedAt),
    updatedAt: timestampOf(updatedAt),
  };
}
