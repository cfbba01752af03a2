// Faults that travel between threads. A structured clone keeps neither classes nor causes, so both become text.
import { Fault, type Kind, kindOf, messageOf, withoutKind } from "./index.ts";

/** A fault as plain data. */
export interface PackedFault {
  readonly kind: Kind;
  readonly message: string;
}

/** Keeps the kind and the whole message. */
export function packFault(error: unknown): PackedFault {
  const kind = kindOf(error);
  return { kind, message: withoutKind(messageOf(error), kind) };
}

/** An error of the same kind and message. */
export function unpackFault({ kind, message }: PackedFault): Error {
  return kind === "unknown" ? new Error(message) : new Fault(kind, message);
}
