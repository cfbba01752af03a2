// One stream of a connection, as its owner (a call) sees it and as the connection drives it.
import { errorCode } from "./errors.ts";
import type { Field } from "./hpack/field.ts";
import type { Outbound } from "./outbound.ts";
import { ReceiveWindow } from "./receive-window.ts";
import { SendQueue } from "./send-queue.ts";

/** Why a stream ended before both sides had ended it. */
export interface Abort {
  /** The code of RST_STREAM; absent when the connection was lost. */
  readonly code?: number;
  readonly message: string;
  /** The peer reset the stream, or refused it by GOAWAY. */
  readonly byPeer: boolean;
}

export interface StreamEvents {
  /** A client's response or its trailers; a server's trailers from the client. */
  headers(fields: readonly Field[], truncated: boolean): void;
  /** `bytes[start, end)` is valid until the call returns. Each byte must be given to `consumed` later. */
  data(bytes: Uint8Array, start: number, end: number): void;
  /** The peer sends no more. */
  ended(): void;
  /** Nothing will come or go any more; not called after an orderly end of both sides. */
  aborted(abort: Abort): void;
}

/** What a stream needs of its connection. */
export interface StreamHost {
  readonly isServer: boolean;
  readonly outbound: Outbound;
  /** The stream is over; `byUs`: we have reset it, and the peer may not have heard. */
  closed(stream: Http2Stream, byUs: boolean): void;
  /** A call has read bytes of DATA, or will never. */
  read(length: number): void;
}

const ignored: StreamEvents = { headers() {}, data() {}, ended() {}, aborted() {} };

export class Http2Stream {
  readonly id: number;
  events: StreamEvents = ignored;

  // The connection's and Outbound's: owners do not touch these.
  readonly queue: SendQueue = new SendQueue();
  trailers: readonly Field[] | undefined;
  endsWithData = false;
  sendWindow: number;
  readonly receiveWindow: ReceiveWindow;
  remoteEnded = false;
  isClosed = false;
  /** A client's stream has had its response's headers. */
  hasHeaders = false;
  /** Content-length less what has come; absent without that header. */
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

  /** Everything written is on its way: the owner may write more. Also when the stream is over. */
  get isWritable(): boolean {
    return this.isClosed || (this.queue.length === 0 && !this.#host.outbound.output.isFull);
  }

  /** Resolves when all that was written has left the stream's queue, or the stream is over. */
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

  /** The owner is done with bytes that `data` gave: the peer may send as many more. */
  consumed(length: number): void {
    // What `releaseUnread` gave back is not given a second time when it is read after all.
    const unread = Math.min(length, this.#unread);
    this.#unread -= unread;
    this.#host.read(unread);
    this.#giveBack(length);
  }

  /** Bytes that came and were not for the owner. */
  returnPadding(length: number): void {
    this.#giveBack(length);
  }

  #giveBack(length: number): void {
    if (this.isClosed || this.remoteEnded) {
      return;
    }
    const increment = this.receiveWindow.give(length);
    if (increment > 0) {
      this.#host.outbound.windowUpdate(this.id, increment);
    }
  }

  /** Ends both directions at once. The owner hears nothing more. */
  reset(code: number): void {
    if (this.isClosed) {
      return;
    }
    this.#host.outbound.reset(this.id, code);
    this.#close(true);
  }

  // What follows is called by the connection.

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
      // A server that has answered wants no more of the request (RFC 9113 section 8.1).
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

  /** What the owner never read is no longer anybody's. */
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
