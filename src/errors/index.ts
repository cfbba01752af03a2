// Errors. A kind says what a caller may conclude, the message says what happened. Messages join outer to inner and end with
// the words of the kind, as those of Go's errdefs do, because clients compare them.

/** The kinds of errors, which are those of containerd's errdefs. `rpc/status.ts` maps them to the codes of the protocols. */
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

/** How a fault came about. */
export interface FaultOptions {
  /** The error that led to it. Its message follows that of the fault. */
  cause?: unknown;
  /** False: the words of the kind do not follow the message, as with a few errors of containerd. Default true. */
  hasKindWords?: boolean;
}

/** An error with a kind. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly kind: Kind;
  /** Whether the words of the kind follow the message. */
  readonly hasKindWords: boolean;

  constructor(kind: Kind, message: string, options?: FaultOptions) {
    super(message, options);
    this.kind = kind;
    this.hasKindWords = options?.hasKindWords ?? true;
  }
}

type Maker = (message: string, options?: FaultOptions) => Fault;

const maker =
  (kind: Kind): Maker =>
  (message, options) =>
    new Fault(kind, message, options);

/** The request is wrong in itself, whatever the state of things is. */
export const invalidArgument: Maker = maker("invalid argument");
/** What the request is about does not exist. */
export const notFound: Maker = maker("not found");
/** What the request would make exists. */
export const alreadyExists: Maker = maker("already exists");
/** The caller is known, and may not do this. */
export const permissionDenied: Maker = maker("permission denied");
/** The caller has not shown who it is. */
export const unauthenticated: Maker = maker("unauthenticated");
/** Something is used up, such as memory, a quota or the size that a message may have. */
export const resourceExhausted: Maker = maker("resource exhausted");
/** The state of things does not allow it. Trying again is of no use before that has changed. */
export const failedPrecondition: Maker = maker("failed precondition");
/** Something else came in between. The caller may begin anew. */
export const aborted: Maker = maker("aborted");
/** The request goes past the end of something. */
export const outOfRange: Maker = maker("out of range");
/** This part does not do such a thing. Where several parts could, the next one is asked. */
export const notImplemented: Maker = maker("not implemented");
/** Something that must always hold does not. */
export const internal: Maker = maker("internal");
/** It cannot be done now. The caller may try again. */
export const unavailable: Maker = maker("unavailable");
/** Data is damaged or lost. */
export const dataLoss: Maker = maker("data loss");
/** The caller does not want it any more. */
export const canceled: Maker = maker("canceled");
/** The time that was allowed has passed. */
export const deadlineExceeded: Maker = maker("deadline exceeded");

/** No more causes than this are followed: a circle of causes must not hang whoever prints an error. */
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
  return classOf(error).kind;
}

function classOf(error: unknown): Pick<Fault, "kind" | "hasKindWords"> {
  for (const link of chain(error)) {
    if (link instanceof Fault) {
      return link;
    }
    if (link instanceof DOMException && link.name === "AbortError") {
      return { kind: "canceled", hasKindWords: true };
    }
    if (link instanceof DOMException && link.name === "TimeoutError") {
      return { kind: "deadline exceeded", hasKindWords: true };
    }
  }
  return { kind: "unknown", hasKindWords: false };
}

/** Whether an error is of one of the kinds. */
export function isKind(error: unknown, ...kinds: Kind[]): boolean {
  return kinds.includes(kindOf(error));
}

/** The name of a system error, such as `ENOENT`, wherever among the causes it is; undefined where there is none. */
export function errnoOf(error: unknown): string | undefined {
  for (const link of chain(error)) {
    if (link instanceof Error && "code" in link && typeof link.code === "string") {
      return link.code;
    }
  }
  return undefined;
}

/**
 * The message of an error and of its causes, outer to inner, joined by `: ` without repetitions. It ends with the words of the
 * kind: `image "x": not found`.
 */
export function messageOf(error: unknown): string {
  const parts: string[] = [];
  for (const link of chain(error)) {
    const text = link instanceof Error ? link.message : String(link);
    const previous = parts.at(-1);
    if (text !== "" && !previous?.endsWith(text)) {
      parts.push(text);
    }
  }
  const { kind, hasKindWords } = classOf(error);
  if (hasKindWords && kind !== "unknown" && !parts.at(-1)?.endsWith(kindText(kind))) {
    parts.push(kindText(kind));
  }
  return parts.join(": ");
}

/** The message without the kind's words at its end, which `messageOf` adds to that of a Fault again. */
export function withoutKind(message: string, kind: Kind): string {
  const suffix = `: ${kind}`;
  return message.endsWith(suffix) ? message.slice(0, -suffix.length) : message;
}

/** Go has other words for two kinds. */
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
