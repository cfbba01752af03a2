// Errors on the wire of ttrpc, where each Response contains a google.rpc.Status.
import { type Fault, internal } from "../../errors/index.ts";
import { Any, type Status as WireStatus } from "../gen/ttrpc.ts";
import type { Codec, Init } from "../message.ts";
import { faultOf, type Status } from "../status.ts";

export function toWire(status: Status): Init<WireStatus> {
  return {
    code: status.code,
    message: status.message,
    details: (status.details ?? []).map((bytes) => Any.decode(bytes)),
  };
}

export function fromWire(status: WireStatus): Fault {
  return faultOf({
    code: status.code,
    message: status.message,
    details: status.details.map((detail) => Any.encode(detail)),
  });
}

/** Decodes a payload from a peer. Bytes that are not such a message are an internal error, as in ttrpc-go. */
export function decodePayload<T>(codec: Codec<T>, payload: Uint8Array): T {
  try {
    return codec.decode(payload);
  } catch (cause) {
    throw internal(`ttrpc: error unmarshalling payload: ${codec.typeName}`, { cause });
  }
}
