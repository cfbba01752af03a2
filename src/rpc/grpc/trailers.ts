// The header fields that carry the status of a call: grpc-status, grpc-message and grpc-status-details-bin.
import { Any, Status as RpcStatus } from "../gen/status.ts";
import type { Field } from "../http2/hpack/field.ts";
import { codes, type Status } from "../status.ts";
import { percentDecode, percentEncode } from "./percent.ts";

/** Longer messages are cut, because clients refuse header lists that are too long and would then not get the code either. */
const maxMessage = 8 * 1024;

const okTrailers: readonly Field[] = [{ name: "grpc-status", value: "0" }];

export function encodeTrailers(status: Status): readonly Field[] {
  if (status.code === codes.ok) {
    return okTrailers;
  }
  const message =
    status.message.length > maxMessage ? `${status.message.slice(0, maxMessage)}…` : status.message;
  const fields: Field[] = [
    { name: "grpc-status", value: String(status.code) },
    { name: "grpc-message", value: percentEncode(message) },
  ];
  if (status.details !== undefined && status.details.length > 0) {
    fields.push({ name: "grpc-status-details-bin", value: encodeDetails(status, status.details) });
  }
  return fields;
}

/** The status that the fields carry; undefined when there is no grpc-status among them. */
export function decodeTrailers(fields: readonly Field[]): Status | undefined {
  const text = headerValue(fields, "grpc-status");
  if (text === undefined) {
    return undefined;
  }
  const code = /^\d{1,9}$/.test(text) ? Number(text) : codes.unknown;
  const message = percentDecode(headerValue(fields, "grpc-message") ?? "");
  const details = decodeDetails(headerValue(fields, "grpc-status-details-bin"));
  return details === undefined ? { code, message } : { code, message, details };
}

export function headerValue(fields: readonly Field[], name: string): string | undefined {
  return fields.find((field) => field.name === name)?.value;
}

function encodeDetails(status: Status, details: readonly Uint8Array[]): string {
  const message = { code: status.code, message: status.message, details: details.map(Any.decode) };
  return Buffer.from(RpcStatus.encode(message)).toString("base64").replace(/=+$/, "");
}

/** Details that cannot be read are left out, because the code and the message are useful without them. */
function decodeDetails(text: string | undefined): Uint8Array[] | undefined {
  if (text === undefined) {
    return undefined;
  }
  try {
    const { details } = RpcStatus.decode(Buffer.from(text, "base64"));
    return details.map((detail) => Any.encode(detail));
  } catch {
    return undefined;
  }
}
