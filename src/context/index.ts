// A context travels with every operation. It says on whose behalf the operation runs, and how it is stopped.
import { canceled, deadlineExceeded, failedPrecondition } from "../errors/index.ts";

/** The context of an operation. */
export interface Context {
  /** Aborts when the caller gave up or its deadline passed. */
  readonly signal: AbortSignal;
  /** When the caller stops waiting, in milliseconds since the epoch; undefined when it waits for ever. */
  readonly deadline?: number | undefined;
  /** The namespace that the caller named; it need not exist, nor be a valid name. */
  readonly namespace?: string | undefined;
  /** Id of the lease that protects whatever the operation creates. */
  readonly lease?: string | undefined;
}

/** A context whose namespace was checked. Stores accept no other. */
export interface Scoped extends Context {
  readonly namespace: string;
}

const never = new AbortController().signal;

/** A context that nobody cancels. */
export function background(namespace: string): Scoped;
/** A context that nobody cancels, outside of all namespaces. */
export function background(): Context;
export function background(namespace?: string): Context {
  return { signal: never, namespace };
}

/** The same context with another namespace, lease, signal or deadline. */
export function derive<C extends Context>(ctx: C, change: Partial<Context>): C {
  return { ...ctx, ...change };
}

/** The same context without the caller's signal and deadline, for work that must be finished once it was begun. */
export function detached<C extends Context>(ctx: C): C {
  return { ...ctx, signal: never, deadline: undefined };
}

/** The namespace of a context. Throws failed precondition when the caller named none. */
export function requireNamespace(ctx: Context): string {
  if (ctx.namespace === undefined || ctx.namespace === "") {
    throw failedPrecondition("namespace is required");
  }
  return ctx.namespace;
}

/** The reason why a signal aborted, as an error of kind canceled or deadline exceeded. */
export function abortFault(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  const isTimeout = reason instanceof DOMException && reason.name === "TimeoutError";
  if (isTimeout) {
    return deadlineExceeded("deadline passed", { cause: reason });
  }
  return reason instanceof Error && !(reason instanceof DOMException)
    ? reason
    : canceled("canceled by the caller");
}

/** Throws the reason of the abort when the operation was canceled or its deadline has passed. */
export function throwIfAborted(ctx: Context): void {
  if (ctx.signal.aborted) {
    throw abortFault(ctx.signal);
  }
}

/** Settles as `promise` does, or rejects when `signal` aborts first. It leaves no listener behind. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => {});
    throw abortFault(signal);
  }
  const { promise: stop, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(abortFault(signal));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, stop]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
