// Reads the headers of a request, and decides what a server answers to a request that is not a gRPC call.
import type { Field } from "../http2/hpack/field.ts";
import { codes, type Status } from "../status.ts";
import { acceptedEncodings, isKnownEncoding } from "./inflate.ts";
import { parseTimeout } from "./timeout.ts";
import { unknownEncoding } from "./wire-fault.ts";

export interface RequestHead {
  readonly service: string;
  readonly method: string;
  /** Milliseconds that the caller waits for the end of the call. */
  readonly timeout: number | undefined;
  readonly encoding: string | undefined;
  readonly metadata: ReadonlyMap<string, string>;
}

/** The answer to a request that does not become a call. */
export interface Refusal {
  readonly httpStatus: number;
  readonly status: Status;
  /** Further headers of the answer. */
  readonly headers?: readonly Field[];
}

/** Headers that gRPC itself uses, so that they are not part of a call's metadata. */
const reserved = new Set([
  "content-type",
  "te",
  "grpc-timeout",
  "grpc-encoding",
  "grpc-accept-encoding",
  "grpc-message-type",
  "grpc-status",
  "grpc-message",
]);

const acceptEncoding: Field = { name: "grpc-accept-encoding", value: acceptedEncodings };

export function parseRequest(fields: readonly Field[]): RequestHead | Refusal {
  const headers = new Map<string, string>();
  const metadata = new Map<string, string>();
  let hosts = 0;
  for (const { name, value } of fields) {
    hosts += name === "host" ? 1 : 0;
    const target = name.charCodeAt(0) === 0x3a || reserved.has(name) ? headers : metadata;
    if (!target.has(name)) {
      target.set(name, value);
    }
  }
  return problemOf(headers, hosts) ?? headOf(headers, metadata);
}

function problemOf(headers: ReadonlyMap<string, string>, hosts: number): Refusal | undefined {
  if (hosts > 1) {
    return refuse(
      400,
      codes.internal,
      `num values of :authority: 1, num values of host: ${hosts}, both must only have 1 value as per HTTP/2 spec`,
    );
  }
  const contentType = headers.get("content-type") ?? "";
  if (!/^application\/grpc(?:$|[+;])/.test(contentType)) {
    const text = `invalid gRPC request content-type ${JSON.stringify(contentType)}`;
    return refuse(415, codes["invalid argument"], text);
  }
  const method = headers.get(":method") ?? "";
  if (method !== "POST") {
    const text = `Received a HEADERS frame with :method ${JSON.stringify(method)} which should be POST`;
    return refuse(405, codes.internal, text);
  }
  return undefined;
}

function headOf(
  headers: ReadonlyMap<string, string>,
  metadata: ReadonlyMap<string, string>,
): RequestHead | Refusal {
  const timeoutText = headers.get("grpc-timeout");
  const timeout = timeoutText === undefined ? undefined : parseTimeout(timeoutText);
  if (timeoutText !== undefined && timeout === undefined) {
    const text = `malformed grpc-timeout: transport: timeout string is malformed: ${JSON.stringify(timeoutText)}`;
    return refuse(400, codes.internal, text);
  }
  const path = headers.get(":path") ?? "";
  const slash = path.lastIndexOf("/");
  if (!path.startsWith("/") || slash <= 0) {
    return refuse(200, codes["not implemented"], `malformed method name: ${JSON.stringify(path)}`);
  }
  const encoding = headers.get("grpc-encoding");
  if (!isKnownEncoding(encoding)) {
    return { httpStatus: 200, status: unknownEncoding(encoding ?? "").status, headers: [acceptEncoding] };
  }
  return { service: path.slice(1, slash), method: path.slice(slash + 1), timeout, encoding, metadata };
}

function refuse(httpStatus: number, code: number, message: string): Refusal {
  return { httpStatus, status: { code, message } };
}
