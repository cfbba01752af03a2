// One call, seen from the server, from the headers of the request to the trailers of the response.
import type { Context } from "../../context/index.ts";
import { canceled, deadlineExceeded } from "../../errors/index.ts";
import { type AnyHandler, type Call, type Interceptor, runThrough } from "../handler.ts";
import { errorCode } from "../http2/errors.ts";
import type { Abort, Http2Stream, StreamEvents } from "../http2/stream.ts";
import type { Method } from "../message.ts";
import { codes, type Status, statusOf } from "../status.ts";
import type { Peer } from "../transport/duplex.ts";
import { CallContext } from "./call-context.ts";
import { prefixOf } from "./deframer.ts";
import { Inbox } from "./inbox.ts";
import type { MessageBudget } from "./message-budget.ts";
import { MessageDecoder } from "./message-decoder.ts";
import type { RequestHead } from "./request-head.ts";
import { responseHeaders, trailersOnly } from "./response.ts";
import { encodeTrailers } from "./trailers.ts";
import { missingMessage, replyTooLarge, tooManyMessages, WireFault } from "./wire-fault.ts";

export interface ServerCallOptions {
  readonly method: Method;
  readonly handler: AnyHandler;
  readonly interceptors: readonly Interceptor[];
  readonly peer: Peer;
  readonly maxReceiveBytes: number;
  readonly maxSendBytes: number;
  readonly budget: MessageBudget;
  /** Called when the handler has returned, which may be later than the end of the call. */
  settled(): void;
}

const ok: Status = { code: codes.ok, message: "" };

export class ServerCall implements StreamEvents {
  readonly #stream: Http2Stream;
  readonly #head: RequestHead;
  readonly #options: ServerCallOptions;
  readonly #inbox: Inbox<unknown>;
  readonly #context: CallContext;
  /** The reply of a call that has exactly one. It is kept until the trailers are known, so that both leave in one write. */
  #singleReply: Uint8Array | undefined;
  #hasHeaders = false;
  #isOver = false;

  constructor(stream: Http2Stream, head: RequestHead, options: ServerCallOptions) {
    const { method, maxReceiveBytes } = options;
    this.#stream = stream;
    this.#head = head;
    this.#options = options;
    const decoder = new MessageDecoder(method.input, head.encoding, maxReceiveBytes, "request");
    this.#inbox = new Inbox(stream, () => decoder, maxReceiveBytes, options.budget);
    this.#context = new CallContext(head.timeout, () => this.#expired());
    stream.events = this;
    void this.#run();
  }

  // StreamEvents

  headers(): void {
    // gRPC gives no meaning to trailers of a request.
  }

  data(bytes: Uint8Array, start: number, end: number): void {
    try {
      this.#inbox.push(bytes, start, end);
    } catch (error) {
      this.#inbox.abandon(error);
      this.#stream.releaseUnread();
      this.#fail(error);
      this.#context.abort(canceled("the request was refused", { cause: error }));
    }
  }

  ended(): void {
    this.#inbox.end();
  }

  aborted(abort: Abort): void {
    this.#isOver = true;
    const reason = canceled(abort.message);
    this.#inbox.abandon(reason);
    this.#stream.releaseUnread();
    this.#context.abort(reason);
  }

  #expired(): void {
    const reason = deadlineExceeded("");
    if (this.#stream.isWritable) {
      this.#finish({ code: codes["deadline exceeded"], message: "context deadline exceeded" });
    } else {
      // Trailers would have to wait behind bytes that the peer does not read, so the stream is reset instead.
      this.#isOver = true;
      this.#stream.reset(errorCode.cancel);
    }
    this.#inbox.abandon(reason);
    this.#context.abort(reason);
  }

  async #run(): Promise<void> {
    const { method, interceptors, peer } = this.#options;
    const { ctx } = this.#context;
    try {
      if (interceptors.length === 0) {
        await this.#invoke(ctx);
      } else {
        const call: Call = { method, metadata: this.#head.metadata, peer, ctx };
        await runThrough(interceptors, call, (inner) => this.#invoke(inner));
      }
      if (this.#singleReply !== undefined) {
        this.#send(this.#singleReply);
      }
      this.#finish(ok);
    } catch (error) {
      this.#fail(error);
    }
    this.#context.finish();
    this.#inbox.abandon();
    this.#options.settled();
  }

  async #invoke(ctx: Context): Promise<void> {
    const { handler, method } = this.#options;
    switch (method.kind) {
      case "unary":
        this.#singleReply = this.#encode(await handler(ctx, await this.#singleRequest()));
        return;
      case "upload":
        this.#singleReply = this.#encode(await handler(ctx, this.#inbox));
        return;
      case "download":
        return this.#sendAll(handler(ctx, await this.#singleRequest()));
      case "duplex":
        return this.#sendAll(handler(ctx, this.#inbox));
    }
  }

  async #singleRequest(): Promise<unknown> {
    const first = await this.#inbox.next();
    if (first.done === true) {
      throw missingMessage("request");
    }
    const second = await this.#inbox.next();
    if (second.done !== true) {
      throw tooManyMessages();
    }
    return first.value;
  }

  /** Takes the next reply from the handler only after the previous one was sent, so that a peer that does not read stops it. */
  async #sendAll(replies: AsyncIterable<unknown>): Promise<void> {
    for await (const reply of replies) {
      this.#send(this.#encode(reply));
      while (!this.#stream.isWritable) {
        await this.#stream.written();
      }
      if (this.#isOver) {
        return;
      }
    }
  }

  #encode(reply: unknown): Uint8Array {
    const { method, maxSendBytes } = this.#options;
    const message = method.output.encode(reply as never);
    if (message.length > maxSendBytes) {
      throw replyTooLarge(message.length, maxSendBytes);
    }
    return message;
  }

  #send(message: Uint8Array): void {
    if (this.#isOver) {
      return;
    }
    if (!this.#hasHeaders) {
      this.#hasHeaders = true;
      this.#stream.headers(responseHeaders);
    }
    this.#stream.write(prefixOf(message), message, false);
  }

  #fail(error: unknown): void {
    this.#finish(error instanceof WireFault ? error.status : statusOf(error));
  }

  #finish(status: Status): void {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    this.#stream.end(this.#hasHeaders ? encodeTrailers(status) : trailersOnly({ httpStatus: 200, status }));
  }
}
