// One call shape for both protocols: what a service implements and what a client calls.
import type { Context } from "../context/index.ts";
import type { Init, Method, Service } from "./message.ts";
import type { Peer } from "./transport/duplex.ts";

/** Text headers of a call by lower-case name. Of several values of one name the first wins. */
export type CallMetadata = ReadonlyMap<string, string>;

/** What a server knows of a call before it decodes anything. */
export interface Call {
  readonly method: Method;
  readonly metadata: CallMetadata;
  readonly peer: Peer;
  readonly ctx: Context;
}

/**
 * Wraps the whole of a call, streams included: may change the context `run` gets, refuse by throwing,
 * and see how it ended.
 */
export type Interceptor = (call: Call, run: (ctx: Context) => Promise<void>) => Promise<void>;

/** Runs a call within interceptors, of which the first is the outermost. */
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

/** What a service implements: a method left out answers UNIMPLEMENTED. */
export type Handlers<S extends Service> = { [Key in keyof S["methods"]]?: HandlerOf<S["methods"][Key]> };

/** A handler of any kind, as an engine calls it: look at `method.kind` for what it takes and gives. */
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
  /** Absent: the method is known, but not implemented. */
  readonly handler: AnyHandler | undefined;
}

/** Finds methods by `service` and `name`, for both engines. */
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
