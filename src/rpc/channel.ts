// The client's side of a connection, the same for both protocols, and typed stubs over it.
import type { Init, Method, Service } from "./message.ts";

export interface CallOptions {
  /** Cancels the call. */
  signal?: AbortSignal | undefined;
  /** Milliseconds until the call fails with `deadline exceeded`, here and at the peer. */
  timeout?: number | undefined;
  /** Headers to send; names in lower case. */
  metadata?: Readonly<Record<string, string>> | undefined;
}

/** A connection that carries calls. Failures are Faults with the peer's kind and message. */
export interface Channel extends AsyncDisposable {
  unary<I, O>(method: Method<I, O>, request: Init<I>, options?: CallOptions): Promise<O>;
  /** A call of any streaming kind: sends all of `requests` while it yields the replies. Leaving the loop cancels the call. */
  stream<I, O>(
    method: Method<I, O>,
    requests: AsyncIterable<Init<I>>,
    options?: CallOptions,
  ): AsyncIterable<O>;
  /** Resolves when the connection has ended, whichever side ended it. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

type StubOf<M> =
  M extends Method<infer I, infer O>
    ? M extends { kind: "unary" }
      ? (request: Init<I>, options?: CallOptions) => Promise<O>
      : M extends { kind: "upload" }
        ? (requests: AsyncIterable<Init<I>>, options?: CallOptions) => Promise<O>
        : M extends { kind: "download" }
          ? (request: Init<I>, options?: CallOptions) => AsyncIterable<O>
          : (requests: AsyncIterable<Init<I>>, options?: CallOptions) => AsyncIterable<O>
    : never;

export type Stub<S extends Service> = { readonly [Key in keyof S["methods"]]: StubOf<S["methods"][Key]> };

/** An object with a function for each method of `service`, which calls that method over `channel`. */
export function stub<S extends Service>(channel: Channel, service: S): Stub<S> {
  const functions: Record<string, unknown> = {};
  for (const [key, method] of Object.entries(service.methods)) {
    functions[key] = callOf(channel, method);
  }
  return functions as Stub<S>;
}

function callOf(channel: Channel, method: Method): unknown {
  switch (method.kind) {
    case "unary":
      return (request: Init<unknown>, options?: CallOptions) => channel.unary(method, request, options);
    case "upload":
      return (requests: AsyncIterable<Init<unknown>>, options?: CallOptions) =>
        lastReply(channel.stream(method, requests, options), method);
    case "download":
      return (request: Init<unknown>, options?: CallOptions) =>
        channel.stream(method, once(request), options);
    case "duplex":
      return (requests: AsyncIterable<Init<unknown>>, options?: CallOptions) =>
        channel.stream(method, requests, options);
  }
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

async function lastReply<T>(replies: AsyncIterable<T>, method: Method): Promise<T> {
  let last: { value: T } | undefined;
  for await (const value of replies) {
    last = { value };
  }
  if (last === undefined) {
    throw new Error(`${method.service}/${method.name} ended without a reply`);
  }
  return last.value;
}
