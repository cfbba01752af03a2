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
  /** What the requests name as `:authority`. Default `localhost`. */
  authority?: string;
  /** Of one message, in both directions. Default 16 MiB. */
  maxMessageBytes?: number;
}

/** Starts HTTP/2 on `duplex` at once. Calls made after its end fail with `unavailable`. */
export function grpcChannel(duplex: Duplex, options: GrpcChannelOptions = {}): Channel {
  return new GrpcChannel(duplex, options);
}

class GrpcChannel implements Channel {
  readonly closed: Promise<void>;
  readonly #connection: Http2Connection;
  readonly #maxMessageBytes: number;
  readonly #constant: readonly Field[];
  /** Calls that wait for the peer to allow another stream. */
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
    return only(call);
  }

  /** The call begins with the first `[Symbol.asyncIterator]()`, that is, with the loop. */
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
    const patience = patienceOf(options);
    for (;;) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#queue.push(resolve);
      await (patience === undefined ? promise : abortable(promise, patience));
      const left = deadline === undefined ? undefined : deadline - performance.now();
      const opened = this.#open(method, { ...options, timeout: left });
      if (opened !== undefined) {
        return opened;
      }
    }
  }

  /** Undefined: the peer allows no more streams now. */
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

/** Aborts when a call has waited long enough for a stream. */
function patienceOf({ signal, timeout }: CallOptions): AbortSignal | undefined {
  if (timeout === undefined || timeout > longestDelay) {
    return signal;
  }
  const timer = AbortSignal.timeout(Math.max(0, timeout));
  return signal === undefined ? timer : AbortSignal.any([signal, timer]);
}

/** The one reply, once the status that follows it is known to be OK. */
async function only<I, O>(call: ClientCall<I, O>): Promise<O> {
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
    call.leave(error);
    throw error;
  }
}
