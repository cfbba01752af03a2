// One call, seen from the client. Replies come through an inbox; the end of the call is reported once, as a status.
import { abortFault } from "../../context/index.ts";
import { deadlineExceeded } from "../../errors/index.ts";
import type { CallOptions } from "../channel.ts";
import { errorCode } from "../http2/errors.ts";
import type { Field } from "../http2/hpack/field.ts";
import type { Abort, Http2Stream, StreamEvents } from "../http2/stream.ts";
import type { Init, Method } from "../message.ts";
import { codes, faultOf, type Status } from "../status.ts";
import { startTimer } from "../timer.ts";
import { statusOfAbort, statusOfHeaders, statusOfTrailers } from "./client-status.ts";
import { prefixOf } from "./deframer.ts";
import { Inbox } from "./inbox.ts";
import { isKnownEncoding } from "./inflate.ts";
import { MessageDecoder } from "./message-decoder.ts";
import { headerValue } from "./trailers.ts";
import { replyTooLarge, unknownEncoding } from "./wire-fault.ts";

export class ClientCall<I, O> implements StreamEvents {
  readonly replies: Inbox<O>;
  /** Called once, when nothing more will be received or sent. */
  onEnd: () => void = () => {};
  readonly #method: Method<I, O>;
  readonly #stream: Http2Stream;
  readonly #options: CallOptions;
  readonly #maxMessageBytes: number;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  #hasHeaders = false;
  #encoding: string | undefined;
  #decoder: MessageDecoder<O> | undefined;
  #isOver = false;

  constructor(method: Method<I, O>, stream: Http2Stream, options: CallOptions, maxMessageBytes: number) {
    this.#method = method;
    this.#stream = stream;
    this.#options = options;
    this.#maxMessageBytes = maxMessageBytes;
    this.replies = new Inbox(stream, () => this.#decoderOf(), maxMessageBytes);
    stream.events = this;
    const { signal, timeout } = options;
    signal?.addEventListener("abort", this.#onSignal, { once: true });
    if (timeout !== undefined) {
      this.#timer = startTimer(timeout, () => this.cancel(deadlineExceeded(nameOf(method))));
    }
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Throws a Fault if the message is too long. */
  send(message: Init<I>, isLast: boolean): void {
    const bytes = this.#method.input.encode(message);
    if (bytes.length > this.#maxMessageBytes) {
      throw replyTooLarge(bytes.length, this.#maxMessageBytes);
    }
    this.#stream.write(prefixOf(bytes), bytes, isLast);
  }

  sendEnd(): void {
    this.#stream.end();
  }

  async sent(): Promise<void> {
    while (!this.#stream.isWritable) {
      await this.#stream.written();
    }
  }

  /** Ends the call here and at the peer. Replies that have not been read are dropped. */
  cancel(reason: unknown): void {
    if (this.#isOver) {
      return;
    }
    this.#stream.reset(errorCode.cancel);
    this.#over();
    this.#drop(reason);
  }

  /** To be called when nobody will read further replies: cancels the call if it still runs, and drops what has not been read. */
  abandon(reason: unknown): void {
    this.cancel(reason);
    this.#drop(reason);
  }

  // StreamEvents

  headers(fields: readonly Field[]): void {
    if (this.#isOver || headerValue(fields, ":status")?.startsWith("1") === true) {
      return;
    }
    if (headerValue(fields, "grpc-status") !== undefined || this.#hasHeaders) {
      this.#end(statusOfTrailers(fields));
      return;
    }
    this.#hasHeaders = true;
    const problem = statusOfHeaders(fields);
    if (problem !== undefined) {
      this.cancel(faultOf(problem));
      return;
    }
    this.#encoding = headerValue(fields, "grpc-encoding");
    if (!isKnownEncoding(this.#encoding)) {
      this.cancel(unknownEncoding(this.#encoding ?? ""));
    }
  }

  data(bytes: Uint8Array, start: number, end: number): void {
    try {
      this.replies.push(bytes, start, end);
    } catch (error) {
      this.cancel(error);
    }
  }

  ended(): void {
    this.#end(statusOfTrailers([]));
  }

  aborted(abort: Abort): void {
    this.#end(statusOfAbort(abort));
    this.#stream.releaseUnread();
  }

  #end(status: Status): void {
    if (this.#isOver) {
      return;
    }
    this.#over();
    this.replies.end(status.code === codes.ok ? undefined : faultOf(status));
    queueMicrotask(() => this.#stopSending());
  }

  /** After the server has answered it does not want the remaining request messages, so the stream is reset. */
  #stopSending(): void {
    if (!this.#stream.isClosed) {
      this.#stream.reset(errorCode.noError);
    }
  }

  #drop(reason: unknown): void {
    this.replies.abandon(reason);
    this.#stream.releaseUnread();
  }

  #over(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener("abort", this.#onSignal);
    this.onEnd();
  }

  readonly #onSignal = (): void => {
    this.cancel(abortFault(this.#options.signal as AbortSignal));
  };

  #decoderOf(): MessageDecoder<O> {
    this.#decoder ??= new MessageDecoder(
      this.#method.output,
      this.#encoding,
      this.#maxMessageBytes,
      "response",
    );
    return this.#decoder;
  }
}

export function nameOf(method: Method): string {
  return `${method.service}/${method.name}`;
}
