// What travels with every operation: how it may be stopped, and on whose behalf it runs.
import { canceled, deadlineExceeded, failedPrecondition } from "../errors/index.ts";

export interface Context {
  /** Aborts when the caller gave up or its deadline passed. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly deadline?: number | undefined;
  readonly namespace?: string | undefined;
  /** Lease that protects whatever the operation creates. */
  readonly lease?: string | undefined;
}

/** A context whose namespace was checked. Stores accept nothing less. */
export interface Scoped extends Context {
  readonly namespace: string;
}

const never = new AbortController().signal;

/** A context nobody cancels. */
export function background(namespace: string): Scoped;
export function background(): Context;
export function background(namespace?: string): Context {
  return { signal: never, namespace };
}

/** The same call in another namespace, lease or signal. */
export function derive<C extends Context>(ctx: C, change: Partial<Context>): C {
  return { ...ctx, ...change };
}

/** Keeps a caller's namespace and lease, but not its impatience: for work that must be finished once begun. */
export function detached<C extends Context>(ctx: C): C {
  return { ...ctx, signal: never, deadline: undefined };
}

export function requireNamespace(ctx: Context): string {
  if (ctx.namespace === undefined || ctx.namespace === "") {
    throw failedPrecondition("namespace is required");
  }
  return ctx.namespace;
}

/** Why a signal aborted, as a Fault. */
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

export function throwIfAborted(ctx: Context): void {
  if (ctx.signal.aborted) {
    throw abortFault(ctx.signal);
  }
}

/** Settles as `promise` does, or rejects when `signal` aborts first; leaves no listener behind. */
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
