// Translates between kinds of errors and the status codes of gRPC and ttrpc, which are the same.
import { Fault, type Kind, kindOf, messageOf, withoutKind } from "../errors/index.ts";

export const codes = {
  ok: 0,
  canceled: 1,
  unknown: 2,
  "invalid argument": 3,
  "deadline exceeded": 4,
  "not found": 5,
  "already exists": 6,
  "permission denied": 7,
  "resource exhausted": 8,
  "failed precondition": 9,
  aborted: 10,
  "out of range": 11,
  "not implemented": 12,
  internal: 13,
  unavailable: 14,
  "data loss": 15,
  unauthenticated: 16,
} as const satisfies Record<Kind | "ok", number>;

const kinds = new Map<number, Kind>(
  Object.entries(codes)
    .filter(([name]) => name !== "ok")
    .map(([name, code]) => [code, name as Kind]),
);

/** A status as both protocols carry it. `details` are encoded google.protobuf.Any messages. */
export interface Status {
  readonly code: number;
  readonly message: string;
  readonly details?: readonly Uint8Array[];
}

export function statusOf(error: unknown): Status {
  return { code: codes[kindOf(error)], message: messageOf(error) };
}

/**
 * The Fault that a received status stands for. Words at the end of the message that name the kind are removed, because
 * `messageOf` adds them again.
 */
export function faultOf(status: Status): Fault {
  const kind = kinds.get(status.code) ?? "unknown";
  return new Fault(kind, withoutKind(status.message, kind));
}
