// The status with which a call ended. The client learns it from trailers, an HTTP status, a reset or the loss of the connection.

import { errorCode } from "../http2/errors.ts";
import type { Field } from "../http2/hpack/field.ts";
import type { Abort } from "../http2/stream.ts";
import { codes, type Status } from "../status.ts";
import { decodeTrailers, headerValue } from "./trailers.ts";

/** The table in the section "Errors" of the specification gRPC over HTTP/2. */
const codeOfReset = new Map<number, number>([
  [errorCode.refusedStream, codes.unavailable],
  [errorCode.cancel, codes.canceled],
  [errorCode.enhanceYourCalm, codes["resource exhausted"]],
  [errorCode.inadequateSecurity, codes["permission denied"]],
]);

/** gRPC's "HTTP to gRPC Status Code Mapping". */
const codeOfHttp = new Map<string, number>([
  ["400", codes.internal],
  ["401", codes.unauthenticated],
  ["403", codes["permission denied"]],
  ["404", codes["not implemented"]],
  ["429", codes.unavailable],
  ["502", codes.unavailable],
  ["503", codes.unavailable],
  ["504", codes.unavailable],
]);

export function statusOfAbort(abort: Abort): Status {
  const code = abort.code === undefined ? codes.unavailable : (codeOfReset.get(abort.code) ?? codes.internal);
  return { code, message: abort.message };
}

/** The status for a response whose headers are not those of a gRPC call; undefined when the headers are valid. */
export function statusOfHeaders(fields: readonly Field[]): Status | undefined {
  const httpStatus = headerValue(fields, ":status");
  if (httpStatus !== "200") {
    const code = codeOfHttp.get(httpStatus ?? "") ?? codes.unknown;
    return (
      decodeTrailers(fields) ?? {
        code,
        message: `unexpected HTTP status code received from server: ${httpStatus}`,
      }
    );
  }
  const contentType = headerValue(fields, "content-type");
  if (contentType?.startsWith("application/grpc") !== true) {
    return { code: codes.unknown, message: `unexpected content-type ${JSON.stringify(contentType ?? "")}` };
  }
  return undefined;
}

export function statusOfTrailers(fields: readonly Field[]): Status {
  return (
    decodeTrailers(fields) ?? {
      code: codes.internal,
      message: "server closed the stream without sending trailers",
    }
  );
}
