// Faults between threads: structured clones keep neither classes nor causes.
import { Fault, type Kind, kindOf, messageOf, withoutKind } from "./index.ts";

export interface PackedFault {
  readonly kind: Kind;
  readonly message: string;
}

export function packFault(error: unknown): PackedFault {
  const kind = kindOf(error);
  return { kind, message: withoutKind(messageOf(error), kind) };
}

export function unpackFault({ kind, message }: PackedFault): Error {
  return kind === "unknown" ? new Error(message) : new Fault(kind, message);
}
