// One stream of a SPDY connection: bytes both ways, each direction with an end of its own.
import { aborted } from "../../../errors/index.ts";
import type { Headers } from "./header-block.ts";

/**
 * Bytes of a stream that wait for their reader. Past that the connection is not read any further: Go's clients ignore
 * windows, so nothing else holds them back.
 */
const maxWaitingBytes = 256 << 10;

/** What a stream asks of its connection. */
export interface StreamOwner {
  sendData(stream: number, bytes: Uint8Array, isLast: boolean): Promise<void>;
  sendReset(stream: number): void;
  /** The reader took so many bytes, so the peer may send as many more. */
  sendWindow(stream: number, bytes: number): void;
  forget(stream: number): void;
}

export class SpdyStream {
  readonly id: number;
  readonly headers: Headers;
  readonly #owner: StreamOwner;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #wakeReader: (() => void) | undefined;
  #wakeWriter: (() => void) | undefined;
  #isRemoteClosed = false;
  #isLocalClosed = false;
  #failure: Error | undefined;

  constructor(id: number, headers: Headers, owner: StreamOwner) {
    this.id = id;
    this.headers = headers;
    this.#owner = owner;
  }

  /** What the peer sends, until it ends its direction. Throws aborted when the stream was reset or its connection lost. */
  async *read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        this.#take(next.length);
        yield next;
      } else if (this.#failure !== undefined) {
        throw this.#failure;
      } else if (this.#isRemoteClosed) {
        return;
      } else {
        await this.#arrival();
      }
    }
  }

  /** Resolves when the bytes have left. Does nothing after `end` or a reset. */
  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#isLocalClosed) {
      await this.#owner.sendData(this.id, bytes, false);
    }
  }

  /** Ends our direction. */
  async end(): Promise<void> {
    if (this.#isLocalClosed) {
      return;
    }
    this.#isLocalClosed = true;
    await this.#owner.sendData(this.id, new Uint8Array(), true);
    this.#forgetIfOver();
  }

  /** Ends both directions at once. */
  reset(): void {
    if (this.#failure === undefined && !(this.#isLocalClosed && this.#isRemoteClosed)) {
      this.#owner.sendReset(this.id);
      this.fail(aborted("the stream was reset"));
    }
  }

  /** Called by the connection: bytes came. Resolves when there is room for more. */
  async receive(bytes: Uint8Array, isLast: boolean): Promise<void> {
    if (this.#isRemoteClosed) {
      return;
    }
    if (bytes.length > 0) {
      this.#waiting.push(bytes.slice());
      this.#waitingBytes += bytes.length;
    }
    this.#isRemoteClosed = isLast;
    this.#wakeReader?.();
    this.#forgetIfOver();
    if (this.#waitingBytes > maxWaitingBytes) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wakeWriter = resolve;
      await promise;
    }
  }

  /** Called by the connection: the peer reset the stream, or the connection is gone. */
  fail(reason: Error): void {
    this.#failure ??= reason;
    this.#isLocalClosed = true;
    this.#isRemoteClosed = true;
    this.#wakeReader?.();
    this.#wakeWriter?.();
    this.#owner.forget(this.id);
  }

  #take(bytes: number): void {
    this.#waitingBytes -= bytes;
    if (this.#waitingBytes <= maxWaitingBytes) {
      this.#wakeWriter?.();
      this.#wakeWriter = undefined;
    }
    if (!this.#isRemoteClosed) {
      this.#owner.sendWindow(this.id, bytes);
    }
  }

  async #arrival(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wakeReader = resolve;
    await promise;
    this.#wakeReader = undefined;
  }

  #forgetIfOver(): void {
    if (this.#isLocalClosed && this.#isRemoteClosed) {
      this.#owner.forget(this.id);
    }
  }
}
