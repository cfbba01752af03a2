// One stream of a connection. Its owner, which is a call, writes to it and gets its events; the connection drives it.
import { errorCode } from "./errors.ts";
import type { Field } from "./hpack/field.ts";
import type { Outbound } from "./outbound.ts";
import { ReceiveWindow } from "./receive-window.ts";
import { SendQueue } from "./send-queue.ts";

/** Why a stream was aborted before both sides had ended it. */
export interface Abort {
  /** The code of the RST_STREAM frame; absent when the connection was lost. */
  readonly code?: number;
  readonly message: string;
  /** Whether the peer reset the stream, or refused it by GOAWAY. */
  readonly byPeer: boolean;
}

export interface StreamEvents {
  /** Headers have arrived: at a client those of the response or its trailers, at a server the trailers of the request. */
  headers(fields: readonly Field[], truncated: boolean): void;
  /** Data has arrived. `bytes[start, end)` is valid until the call returns. Each byte must be passed to `consumed` later. */
  data(bytes: Uint8Array, start: number, end: number): void;
  /** The peer has ended its direction of the stream. */
  ended(): void;
  /** The stream was aborted. There is no such event after both sides have ended the stream in order. */
  aborted(abort: Abort): void;
}

/** What a stream needs of its connection. */
export interface StreamHost {
  readonly isServer: boolean;
  readonly outbound: Outbound;
  /** The stream is over. `byUs` says that we have reset it, so that frames from the peer may still be on their way. */
  closed(stream: Http2Stream, byUs: boolean): void;
  /** A call has read bytes of DATA, or it will never read them because it is over. */
  read(length: number): void;
}

const ignored: StreamEvents = { headers() {}, data() {}, ended() {}, aborted() {} };

export class Http2Stream {
  readonly id: number;
  events: StreamEvents = ignored;

  // The following fields belong to the connection and to Outbound. The owner of the stream does not use them.
  readonly queue: SendQueue = new SendQueue();
  trailers: readonly Field[] | undefined;
  endsWithData = false;
  sendWindow: number;
  readonly receiveWindow: ReceiveWindow;
  remoteEnded = false;
  isClosed = false;
  /** Whether a client has received the headers of the response. */
  hasHeaders = false;
  /** The content-length minus the bytes that have arrived; undefined when that header is absent. */
  bytesExpected: number | undefined;

  readonly #host: StreamHost;
  #localEnded = false;
  #unread = 0;
  #waiting: (() => void) | undefined;

  constructor(id: number, host: StreamHost, sendWindow: number, receiveWindow: number) {
    this.id = id;
    this.#host = host;
    this.sendWindow = sendWindow;
    this.receiveWindow = new ReceiveWindow(receiveWindow);
  }

  headers(fields: readonly Field[]): void {
    if (!this.isClosed) {
      this.#host.outbound.headers(this.id, fields, false);
    }
  }

  /** Takes ownership of the chunks. */
  write(first: Uint8Array, second: Uint8Array, isLast: boolean): void {
    if (this.isClosed || this.#localEnded) {
      return;
    }
    this.queue.push(first);
    this.queue.push(second);
    this.endsWithData = isLast;
    this.#host.outbound.schedule(this);
  }

  end(trailers?: readonly Field[]): void {
    if (this.isClosed || this.#localEnded) {
      return;
    }
    this.trailers = trailers;
    this.endsWithData = trailers === undefined;
    this.#host.outbound.schedule(this);
  }

  /** Whether the owner may write more: everything written has left the queue, or the stream is over. */
  get isWritable(): boolean {
    return this.isClosed || (this.queue.length === 0 && !this.#host.outbound.output.isFull);
  }

  /** Resolves when the owner may write more, or the stream is over. */
  written(): Promise<void> {
    if (this.isWritable) {
      return Promise.resolve();
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = resolve;
    if (this.queue.length === 0) {
      this.#host.outbound.awaitRoom(this);
    }
    return promise;
  }

  /** To be called by the owner when it is done with bytes that `data` gave it. The peer may then send as many more. */
  consumed(length: number): void {
    // Bytes that `releaseUnread` counted as read do not count a second time when they are read after all.
    const unread = Math.min(length, this.#unread);
    this.#unread -= unread;
    this.#host.read(unread);
    this.#credit(length);
  }

  /** Counts received padding as consumed, because the owner never sees it. */
  returnPadding(length: number): void {
    this.#credit(length);
  }

  #credit(length: number): void {
    if (this.isClosed || this.remoteEnded) {
      return;
    }
    const increment = this.receiveWindow.give(length);
    if (increment > 0) {
      this.#host.outbound.windowUpdate(this.id, increment);
    }
  }

  /** Ends both directions at once. The owner gets no more events. */
  reset(code: number): void {
    if (this.isClosed) {
      return;
    }
    this.#host.outbound.reset(this.id, code);
    this.#close(true);
  }

  // The following methods are called by the connection and by Outbound.

  get canSend(): boolean {
    return this.queue.length > 0 && this.sendWindow > 0;
  }

  received(length: number): void {
    this.#unread += length;
  }

  queueEmptied(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }

  localEnded(): void {
    this.#localEnded = true;
    this.queueEmptied();
    if (this.remoteEnded) {
      this.#close(false);
    } else if (this.#host.isServer) {
      // After its response a server does not want the rest of the request (RFC 9113 section 8.1).
      this.reset(errorCode.noError);
    }
  }

  remoteEnd(): void {
    this.remoteEnded = true;
    if (this.isClosed) {
      return;
    }
    this.events.ended();
    if (this.#localEnded && !this.isClosed) {
      this.#close(false);
    }
  }

  abort(abort: Abort): void {
    if (this.isClosed) {
      return;
    }
    this.#close(!abort.byPeer);
    this.events.aborted(abort);
  }

  /** Counts bytes that the owner will never read as read, so that they do not narrow the connection's window. */
  releaseUnread(): void {
    if (this.#unread > 0) {
      this.#host.read(this.#unread);
      this.#unread = 0;
    }
  }

  #close(byUs: boolean): void {
    this.isClosed = true;
    this.queue.clear();
    this.#host.outbound.remove(this);
    this.#host.closed(this, byUs);
    this.queueEmptied();
  }
}
