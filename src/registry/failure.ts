// Answers nobody hoped for, as errors people can act on.
import { Fault, type Kind } from "../errors/index.ts";
import { type Answer, textOf } from "./exchange.ts";

const kinds: Readonly<Record<number, Kind>> = {
  400: "invalid argument",
  401: "unauthenticated",
  403: "permission denied",
  404: "not found",
  408: "unavailable",
  429: "unavailable",
};

/** Reads and frees the answer. The message has method, URL, status and what the registry says about it. */
export async function statusFault(answer: Answer): Promise<Fault> {
  const said = answer.method === "HEAD" ? "" : describeBody(await textOf(answer, 16_384).catch(() => ""));
  await answer.discard();
  const status = `${answer.status} ${answer.statusText}`.trim();
  const text = `unexpected status from ${answer.method} request to ${publicUrl(answer.url)}: ${status}`;
  const kind = kinds[answer.status] ?? (answer.status >= 500 ? "unavailable" : "unknown");
  return new Fault(kind, said === "" ? text : `${text}: ${said}`);
}

/** Without user, password and query, where registries put tokens. */
export function publicUrl(url: URL): string {
  const namespace = url.searchParams.get("ns");
  return `${url.origin}${url.pathname}${namespace === null ? "" : `?ns=${namespace}`}`;
}

/** The errors of a distribution-spec answer, or the beginning of whatever text it is. */
function describeBody(body: string): string {
  try {
    const { errors } = JSON.parse(body) as { errors?: { code?: unknown; message?: unknown }[] };
    if (Array.isArray(errors)) {
      return errors.map(({ code, message }) => [code, message].filter(isText).join(": ")).join("; ");
    }
  } catch {
    // Not JSON: shown as it is.
  }
  const line = body.replace(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
