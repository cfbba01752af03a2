// Faults between threads: structured clones keep neither classes nor causes.
import { Fault, type Kind, kindOf, messageOf } from "./index.ts";

export interface PackedFault {
  readonly kind: Kind;
  readonly message: string;
}

export function packFault(error: unknown): PackedFault {
  const kind = kindOf(error);
  const message = messageOf(error);
  const suffix = `: ${kind}`;
  return { kind, message: message.endsWith(suffix) ? message.slice(0, -suffix.length) : message };
}

export function unpackFault({ kind, message }: PackedFault): Error {
  return kind === "unknown" ? new Error(message) : new Fault(kind, message);
}
