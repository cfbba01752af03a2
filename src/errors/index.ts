// The one error class of tsrt. A kind says what a caller may conclude; the message says what happened.
// Messages join outer to inner and end with the kind's words, as Go's errdefs do: clients match on them.

/** What went wrong, in containerd's errdefs terms. `rpc/status.ts` maps kinds to wire codes. */
export type Kind =
  | "unknown"
  | "invalid argument"
  | "not found"
  | "already exists"
  | "permission denied"
  | "unauthenticated"
  | "resource exhausted"
  | "failed precondition"
  | "aborted"
  | "out of range"
  | "not implemented"
  | "internal"
  | "unavailable"
  | "data loss"
  | "canceled"
  | "deadline exceeded";

export interface FaultOptions {
  cause?: unknown;
}

export class Fault extends Error {
  override readonly name = "Fault";
  readonly kind: Kind;

  constructor(kind: Kind, message: string, options?: FaultOptions) {
    super(message, options);
    this.kind = kind;
  }
}

type Maker = (message: string, options?: FaultOptions) => Fault;

const maker =
  (kind: Kind): Maker =>
  (message, options) =>
    new Fault(kind, message, options);

export const invalidArgument: Maker = maker("invalid argument");
export const notFound: Maker = maker("not found");
export const alreadyExists: Maker = maker("already exists");
export const permissionDenied: Maker = maker("permission denied");
export const unauthenticated: Maker = maker("unauthenticated");
export const resourceExhausted: Maker = maker("resource exhausted");
export const failedPrecondition: Maker = maker("failed precondition");
export const aborted: Maker = maker("aborted");
export const outOfRange: Maker = maker("out of range");
export const notImplemented: Maker = maker("not implemented");
export const internal: Maker = maker("internal");
export const unavailable: Maker = maker("unavailable");
export const dataLoss: Maker = maker("data loss");
export const canceled: Maker = maker("canceled");
export const deadlineExceeded: Maker = maker("deadline exceeded");

/** Causes are followed this far: a cycle of causes must not hang whoever prints an error. */
const maxDepth = 32;

function* chain(error: unknown): Generator<unknown> {
  let current = error;
  for (let depth = 0; depth < maxDepth && current !== undefined && current !== null; depth++) {
    yield current;
    current = current instanceof Error ? current.cause : undefined;
  }
}

/** The kind of the nearest Fault among an error and its causes; aborts and timeouts of signals count as such. */
export function kindOf(error: unknown): Kind {
  for (const link of chain(error)) {
    if (link instanceof Fault) {
      return link.kind;
    }
    if (link instanceof DOMException && link.name === "AbortError") {
      return "canceled";
    }
    if (link instanceof DOMException && link.name === "TimeoutError") {
      return "deadline exceeded";
    }
  }
  return "unknown";
}

export function isKind(error: unknown, ...kinds: Kind[]): boolean {
  return kinds.includes(kindOf(error));
}

/** The errno name of a system error (`ENOENT`), wherever in the causes it is. */
export function errnoOf(error: unknown): string | undefined {
  for (const link of chain(error)) {
    if (link instanceof Error && "code" in link && typeof link.code === "string") {
      return link.code;
    }
  }
  return undefined;
}

/** Outer to inner, joined by `: `, each link once; ends with the kind's words (`image "x": not found`). */
export function messageOf(error: unknown): string {
  const parts: string[] = [];
  for (const link of chain(error)) {
    const text = link instanceof Error ? link.message : String(link);
    const previous = parts.at(-1);
    if (text !== "" && !previous?.endsWith(text)) {
      parts.push(text);
    }
  }
  const kind = kindOf(error);
  if (kind !== "unknown" && !parts.at(-1)?.endsWith(kindText(kind))) {
    parts.push(kindText(kind));
  }
  return parts.join(": ");
}

/** The message without the kind's words at its end, which `messageOf` adds to that of a Fault again. */
export function withoutKind(message: string, kind: Kind): string {
  const suffix = `: ${kind}`;
  return message.endsWith(suffix) ? message.slice(0, -suffix.length) : message;
}

/** Go's words where they differ from ours. */
function kindText(kind: Kind): string {
  switch (kind) {
    case "canceled":
      return "context canceled";
    case "deadline exceeded":
      return "context deadline exceeded";
    default:
      return kind;
  }
}
