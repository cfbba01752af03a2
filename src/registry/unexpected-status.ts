// Responses with a status that the operation cannot go on with, as errors that people can act on.

import { formatDuration } from "../context/duration.ts";
import { Fault, type Kind } from "../errors/index.ts";
import { retryAfter } from "./retry.ts";
import { type HttpResponse, readText } from "./round-trip.ts";

const kinds: Readonly<Record<number, Kind>> = {
  400: "invalid argument",
  401: "unauthenticated",
  403: "permission denied",
  404: "not found",
  408: "unavailable",
  429: "unavailable",
};

/** A response with a status that nobody wanted. */
export class UnexpectedStatus extends Fault {
  readonly status: number;
  readonly headers: Headers;

  constructor(kind: Kind, message: string, { status, headers }: HttpResponse) {
    super(kind, message);
    this.status = status;
    this.headers = headers;
  }
}

/** Reads and frees the response. The error has the method, URL and status, and what the registry says about them. */
export async function unexpectedStatus(response: HttpResponse): Promise<UnexpectedStatus> {
  const isHead = response.method === "HEAD";
  const body = isHead ? "" : describeBody(await readText(response, 16_384).catch(() => ""));
  await response.discard();
  const status = `${response.status} ${response.statusText}`.trim();
  const request = `${response.method} request to ${publicUrl(response.url)}`;
  const kind = kinds[response.status] ?? (response.status >= 500 ? "unavailable" : "unknown");
  const parts = [`unexpected status from ${request}: ${status}`, body, describePause(response.headers)];
  return new UnexpectedStatus(kind, parts.filter(isText).join(": "), response);
}

/** The URL without user, password and query, where registries put tokens. */
export function publicUrl(url: URL): string {
  const namespace = url.searchParams.get("ns");
  return `${url.origin}${url.pathname}${namespace === null ? "" : `?ns=${namespace}`}`;
}

/** What `Retry-After` asks for, in whole seconds. */
function describePause(headers: Headers): string {
  const millis = retryAfter(headers);
  if (millis === undefined) {
    return "";
  }
  const seconds = Math.min(Math.ceil(millis / 1000), Number.MAX_SAFE_INTEGER / 1000);
  return `the registry asks to retry after ${formatDuration(seconds * 1000)}`;
}

/** The errors that a body as the distribution-spec has it lists, or the beginning of whatever text it is. */
function describeBody(body: string): string {
  try {
    const { errors } = JSON.parse(body) as { errors?: { code?: unknown; message?: unknown }[] };
    if (Array.isArray(errors)) {
      return errors.map(({ code, message }) => [code, message].filter(isText).join(": ")).join("; ");
    }
  } catch {
    // A body that is not JSON is shown as it is.
  }
  const line = body.replace(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
