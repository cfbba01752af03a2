// The header fields that a server sends: those of a response, and those of an answer that consists of trailers only.
import type { Field } from "../http2/hpack/field.ts";
import type { Refusal } from "./request-head.ts";
import { encodeTrailers } from "./trailers.ts";

const contentType: Field = { name: "content-type", value: "application/grpc" };

export const responseHeaders: readonly Field[] = [{ name: ":status", value: "200" }, contentType];

/** The header block of an answer without messages, in which headers and trailers are one. */
export function trailersOnly({ httpStatus, status, headers = [] }: Refusal): readonly Field[] {
  return [{ name: ":status", value: String(httpStatus) }, contentType, ...headers, ...encodeTrailers(status)];
}
