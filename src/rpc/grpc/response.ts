// The fields a server sends: the response's headers and the answers that are trailers alone.
import type { Field } from "../http2/hpack/field.ts";
import type { Refusal } from "./request-head.ts";
import { encodeTrailers } from "./trailers.ts";

const contentType: Field = { name: "content-type", value: "application/grpc" };

export const responseHeaders: readonly Field[] = [{ name: ":status", value: "200" }, contentType];

/** An answer without messages: headers and trailers in one block. */
export function trailersOnly({ httpStatus, status, headers = [] }: Refusal): readonly Field[] {
  return [{ name: ":status", value: String(httpStatus) }, contentType, ...headers, ...encodeTrailers(status)];
}
