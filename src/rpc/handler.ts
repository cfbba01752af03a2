// The shape of calls that gRPC and ttrpc share: the handlers that a service implements, and how a server finds them.
import type { Context } from "../context/index.ts";
import type { Init, Method, Service } from "./message.ts";
import type { Peer } from "./transport/duplex.ts";

/** The text headers of a call by lower-case name. When a name occurs several times, its first value counts. */
export type CallMetadata = ReadonlyMap<string, string>;

/** What a server knows about a call before it decodes a message. */
export interface Call {
  readonly method: Method;
  readonly metadata: CallMetadata;
  readonly peer: Peer;
  readonly ctx: Context;
}

/**
 * Wraps a whole call, including all messages of a stream. It may change the context that `run` gets, refuse the call by
 * throwing, and observe how the call ended.
 */
export type Interceptor = (call: Call, run: (ctx: Context) => Promise<void>) => Promise<void>;

/** Runs a call inside interceptors, of which the first is the outermost. */
export function runThrough(
  interceptors: readonly Interceptor[],
  call: Call,
  run: (ctx: Context) => Promise<void>,
  index = 0,
): Promise<void> {
  const interceptor = interceptors[index];
  if (interceptor === undefined) {
    return run(call.ctx);
  }
  return interceptor(call, (ctx) => runThrough(interceptors, { ...call, ctx }, run, index + 1));
}

export type Unary<I, O> = (ctx: Context, request: I) => Promise<Init<O>>;
export type Upload<I, O> = (ctx: Context, requests: AsyncIterable<I>) => Promise<Init<O>>;
export type Download<I, O> = (ctx: Context, request: I) => AsyncIterable<Init<O>>;
export type DuplexMethod<I, O> = (ctx: Context, requests: AsyncIterable<I>) => AsyncIterable<Init<O>>;

export type HandlerOf<M> =
  M extends Method<infer I, infer O>
    ? M extends { kind: "unary" }
      ? Unary<I, O>
      : M extends { kind: "upload" }
        ? Upload<I, O>
        : M extends { kind: "download" }
          ? Download<I, O>
          : DuplexMethod<I, O>
    : never;

/** The handlers of a service. A method without a handler answers UNIMPLEMENTED. */
export type Handlers<S extends Service> = { [Key in keyof S["methods"]]?: HandlerOf<S["methods"][Key]> };

/** A handler of any kind, as a protocol's engine calls it. `method.kind` says what it takes and what it returns. */
// biome-ignore lint/suspicious/noExplicitAny: engines hold handlers of all messages in one table
export type AnyHandler = (ctx: Context, request: any) => any;

export interface Registration {
  readonly service: Service;
  readonly handlers: Readonly<Record<string, AnyHandler | undefined>>;
}

/** Binds handlers to the service they implement, checked by type. */
export function serve<S extends Service>(service: S, handlers: Handlers<S>): Registration {
  return { service, handlers: handlers as Registration["handlers"] };
}

export interface Route {
  readonly method: Method;
  /** Undefined when the method is part of the service, but not implemented. */
  readonly handler: AnyHandler | undefined;
}

/** Finds methods by the names of service and method, for gRPC and ttrpc alike. */
export class Router {
  readonly #services = new Map<string, Map<string, Route>>();

  add(registration: Registration): void {
    const routes = new Map<string, Route>();
    for (const [key, method] of Object.entries(registration.service.methods)) {
      routes.set(method.name, { method, handler: registration.handlers[key] });
    }
    this.#services.set(registration.service.name, routes);
  }

  /** The full names of all services, sorted. */
  services(): string[] {
    return [...this.#services.keys()].sort();
  }

  methods(service: string): string[] {
    return [...(this.#services.get(service)?.keys() ?? [])].sort();
  }

  hasService(service: string): boolean {
    return this.#services.has(service);
  }

  find(service: string, method: string): Route | undefined {
    return this.#services.get(service)?.get(method);
  }
}
