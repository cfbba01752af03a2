// A gRPC client over one duplex.
import { abortable, abortFault } from "../../context/index.ts";
import { unavailable } from "../../errors/index.ts";
import type { CallOptions, Channel } from "../channel.ts";
import { Http2Connection } from "../http2/connection.ts";
import type { Field } from "../http2/hpack/field.ts";
import type { Init, Method } from "../message.ts";
import { longestDelay } from "../timer.ts";
import type { Duplex } from "../transport/duplex.ts";
import { ClientCall, nameOf } from "./client-call.ts";
import { ClientStream } from "./client-stream.ts";
import { formatTimeout } from "./timeout.ts";
import { missingMessage, tooManyMessages } from "./wire-fault.ts";

export interface GrpcChannelOptions {
  /** Value of the header `:authority` of all requests. Default `localhost`. */
  authority?: string;
  /** The largest message that is sent or received. Default 16 MiB. */
  maxMessageBytes?: number;
}

/** Starts HTTP/2 on `duplex` at once. Calls that are made after the connection has ended fail with `unavailable`. */
export function grpcChannel(duplex: Duplex, options: GrpcChannelOptions = {}): Channel {
  return new GrpcChannel(duplex, options);
}

class GrpcChannel implements Channel {
  readonly closed: Promise<void>;
  readonly #connection: Http2Connection;
  readonly #maxMessageBytes: number;
  readonly #constant: readonly Field[];
  /** Wakes calls that wait until the peer allows another stream. */
  readonly #queue: (() => void)[] = [];
  #failure: Error | undefined;

  constructor(duplex: Duplex, options: GrpcChannelOptions) {
    this.#maxMessageBytes = options.maxMessageBytes ?? 16 * 1024 * 1024;
    this.#constant = constantFields(options.authority ?? "localhost");
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#connection = new Http2Connection(
      duplex,
      { role: "client" },
      {
        available: () => this.#wake(),
        closed: (error) => {
          this.#failure = error;
          resolve();
        },
      },
    );
  }

  async unary<I, O>(method: Method<I, O>, request: Init<I>, options: CallOptions = {}): Promise<O> {
    const call = this.#open(method, options) ?? (await this.#openLater(method, options));
    try {
      call.send(request, true);
    } catch (error) {
      call.cancel(error);
      throw error;
    }
    return singleReply(call);
  }

  /** The call begins when the result is iterated, not before. */
  stream<I, O>(
    method: Method<I, O>,
    requests: AsyncIterable<Init<I>>,
    options: CallOptions = {},
  ): AsyncIterable<O> {
    return {
      [Symbol.asyncIterator]: () => new ClientStream(this.#openLater(method, options), requests),
    };
  }

  async close(): Promise<void> {
    this.#connection.destroy();
    await this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #openLater<I, O>(method: Method<I, O>, options: CallOptions): Promise<ClientCall<I, O>> {
    const call = this.#open(method, options);
    if (call !== undefined) {
      return call;
    }
    const { timeout } = options;
    const deadline = timeout === undefined ? undefined : performance.now() + timeout;
    const giveUp = giveUpSignal(options);
    for (;;) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#queue.push(resolve);
      await (giveUp === undefined ? promise : abortable(promise, giveUp));
      const left = deadline === undefined ? undefined : deadline - performance.now();
      const opened = this.#open(method, { ...options, timeout: left });
      if (opened !== undefined) {
        return opened;
      }
    }
  }

  /** Opens a call, or returns undefined while the peer allows no more concurrent streams. */
  #open<I, O>(method: Method<I, O>, options: CallOptions): ClientCall<I, O> | undefined {
    if (options.signal?.aborted === true) {
      throw abortFault(options.signal);
    }
    if (this.#connection.isUsable && !this.#connection.hasRoom) {
      return undefined;
    }
    const stream = this.#connection.open(this.#fields(method, options));
    if (stream === undefined) {
      throw unavailable(`${nameOf(method)}: the connection is closed`, { cause: this.#failure });
    }
    return new ClientCall(method, stream, options, this.#maxMessageBytes);
  }

  #fields(method: Method, options: CallOptions): Field[] {
    const fields: Field[] = [...this.#constant];
    fields.splice(2, 0, { name: ":path", value: `/${method.service}/${method.name}` });
    if (options.timeout !== undefined) {
      fields.push({ name: "grpc-timeout", value: formatTimeout(options.timeout) });
    }
    for (const [name, value] of Object.entries(options.metadata ?? {})) {
      fields.push({ name, value });
    }
    return fields;
  }

  #wake(): void {
    for (const resolve of this.#queue.splice(0)) {
      resolve();
    }
  }
}

function constantFields(authority: string): Field[] {
  return [
    { name: ":method", value: "POST" },
    { name: ":scheme", value: "http" },
    { name: ":authority", value: authority },
    { name: "content-type", value: "application/grpc" },
    { name: "te", value: "trailers" },
    { name: "user-agent", value: "tsrt" },
    { name: "grpc-accept-encoding", value: "identity,gzip" },
  ];
}

/** Aborts when a call should stop waiting for a stream: its caller canceled it, or its timeout has passed. */
function giveUpSignal({ signal, timeout }: CallOptions): AbortSignal | undefined {
  if (timeout === undefined || timeout > longestDelay) {
    return signal;
  }
  const timer = AbortSignal.timeout(Math.max(0, timeout));
  return signal === undefined ? timer : AbortSignal.any([signal, timer]);
}

/** The reply of a unary call. It is returned only after the status that follows it is known to be OK. */
async function singleReply<I, O>(call: ClientCall<I, O>): Promise<O> {
  try {
    const first = await call.replies.next();
    if (first.done === true) {
      throw missingMessage("response");
    }
    const second = await call.replies.next();
    if (second.done !== true) {
      throw tooManyMessages();
    }
    return first.value;
  } catch (error) {
    call.abandon(error);
    throw error;
  }
}
