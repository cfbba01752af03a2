import type { CommitOptions, IngestStatus, WriterOptions } from "../core/content.ts";
import type { Digest } from "../core/digest.ts";
import { Queue } from "../core/queue.ts";
import { internal } from "../errors/index.ts";
import type { CallOptions, Stub } from "../rpc/channel.ts";
import {
  type ContentService,
  WriteAction,
  type WriteContentRequest,
  type WriteContentResponse,
} from "../rpc/gen/content.ts";
import type { Init } from "../rpc/message.ts";
import { timestampOf } from "./convert.ts";

type Request = Init<WriteContentRequest>;

/** Larger messages come near gRPC's limit of 16 MiB. Source: containerd core/content/proxy/content_writer.go. */
const maxChunk = 8 << 20;

/** An open ingest: a stream on which each request is answered before the next. Disposing keeps the bytes, to be resumed. */
export class IngestWriter implements AsyncDisposable {
  readonly #requests: Queue<Request>;
  readonly #replies: AsyncIterator<WriteContentResponse>;
  #status: IngestStatus;
  #isOpen = true;

  private constructor(
    requests: Queue<Request>,
    replies: AsyncIterator<WriteContentResponse>,
    status: IngestStatus,
  ) {
    this.#requests = requests;
    this.#replies = replies;
    this.#status = status;
  }

  /** Use `client.content.writer`. */
  static async open(
    service: Stub<typeof ContentService>,
    options: WriterOptions,
    call: CallOptions,
  ): Promise<IngestWriter> {
    const requests = new Queue<Request>();
    const replies = service.write(requests, call)[Symbol.asyncIterator]();
    const { ref, total = 0, expected = "" } = options;
    const empty = {
      ref,
      total,
      expected,
      offset: 0,
      startedAt: timestampOf(null),
      updatedAt: timestampOf(null),
    };
    const writer = new IngestWriter(requests, replies, empty);
    await writer.#exchange({ action: WriteAction.STAT, ref, total, expected });
    return writer;
  }

  /** Where the ingest is, as of the daemon's last answer. */
  get status(): IngestStatus {
    return this.#status;
  }

  /** Appends bytes. Failed precondition: more than the expected total. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let start = 0; start < bytes.length; start += maxChunk) {
      const data = bytes.subarray(start, start + maxChunk);
      await this.#exchange({ action: WriteAction.WRITE, offset: this.#status.offset, data });
    }
  }

  /** Drops what was written: the ingest starts over at 0. */
  async truncate(): Promise<void> {
    await this.#exchange({ action: WriteAction.WRITE, offset: 0, data: new Uint8Array() });
  }

  /** Makes a blob of the ingest, closes it, and gives the digest. Already exists: the blob; failed precondition: size or digest differ. */
  async commit(options: CommitOptions = {}): Promise<Digest> {
    const { size = 0, expected = "", labels = {} } = options;
    const offset = this.#status.offset;
    try {
      const request = { action: WriteAction.COMMIT, offset, total: size, expected, labels };
      return (await this.#exchange(request)).digest;
    } finally {
      await this.close();
    }
  }

  /** Releases the ref. The bytes stay, to be resumed. */
  async close(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#requests.close();
      await this.#replies.return?.();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Sends a request and waits for its answer. */
  async #exchange(request: Request): Promise<WriteContentResponse> {
    void this.#requests.push(request);
    const { done, value } = await this.#replies.next();
    if (done) {
      throw internal("the content stream ended without an answer");
    }
    const { offset, startedAt, updatedAt } = value;
    this.#status = {
      ...this.#status,
      offset,
      startedAt: timestampOf(startedAt),
      updatedAt: timestampOf(updatedAt),
    };
    return value;
  }
}
