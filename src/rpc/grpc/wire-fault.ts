// Failures that the gRPC engine itself detects. Their texts are those of grpc-go, word for word, because clients compare them.
import { Fault, type Kind } from "../../errors/index.ts";
import { codes, type Status } from "../status.ts";

/** A Fault whose message is sent to the peer unchanged. */
export class WireFault extends Fault {
  readonly status: Status;

  constructor(kind: Kind, message: string) {
    super(kind, message);
    this.status = { code: codes[kind], message };
  }
}

export function messageTooLarge(length: number, limit: number): WireFault {
  return new WireFault(
    "resource exhausted",
    `grpc: received message larger than max (${length} vs. ${limit})`,
  );
}

export function replyTooLarge(length: number, limit: number): WireFault {
  return new WireFault(
    "resource exhausted",
    `grpc: trying to send message larger than max (${length} vs. ${limit})`,
  );
}

export function inflatedTooLarge(limit: number): WireFault {
  return new WireFault(
    "resource exhausted",
    `grpc: received message after decompression larger than max ${limit}`,
  );
}

export function unknownEncoding(encoding: string): WireFault {
  return new WireFault(
    "not implemented",
    `grpc: Decompressor is not installed for grpc-encoding ${JSON.stringify(encoding)}`,
  );
}

export function unannouncedCompression(): WireFault {
  return new WireFault("internal", "grpc: compressed flag set with identity or empty encoding");
}

export function undecodable(what: string, cause: unknown): WireFault {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WireFault("internal", `grpc: error unmarshalling ${what}: ${reason}`);
}

export function unexpectedEnd(): WireFault {
  return new WireFault("internal", "unexpected EOF");
}

export function missingMessage(what: "request" | "response"): WireFault {
  const side = what === "request" ? "client" : "server";
  return new WireFault(
    "internal",
    `cardinality violation: received no ${what} message from non-${side}-streaming RPC`,
  );
}

export function tooManyMessages(): WireFault {
  return new WireFault(
    "internal",
    "cardinality violation: received multiple request messages for non-client-streaming RPC",
  );
}
