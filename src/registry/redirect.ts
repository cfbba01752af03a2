// Redirects are followed here and not by fetch, because what is meant for one host must not reach another (CVE-2020-15157).
import { unavailable } from "../errors/index.ts";
import type { HttpRequest, HttpResponse } from "./round-trip.ts";

const maxHops = 10;

/** Headers that hold no secret, and may go wherever a redirect leads. */
const harmless: ReadonlySet<string> = new Set(["accept", "range", "user-agent", "content-type"]);

/** The request to send instead, or undefined when the response is final. */
export function redirectOf(
  request: HttpRequest,
  response: HttpResponse,
  hops: number,
): HttpRequest | undefined {
  const location = response.headers.get("location");
  const isRead = request.method === "GET" || request.method === "HEAD";
  const follows = isRead ? [301, 302, 303, 307, 308] : [307, 308];
  if (!follows.includes(response.status) || location === null) {
    return undefined;
  }
  if (hops >= maxHops) {
    throw unavailable(`stopped after ${maxHops} redirects, the last from ${response.url.origin}`);
  }
  const url = URL.canParse(location, response.url.href) ? new URL(location, response.url) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw unavailable(`${response.url.origin} redirects to ${JSON.stringify(location.slice(0, 200))}`);
  }
  if (url.origin === response.url.origin) {
    return { ...request, url, headers: new Headers(request.headers) };
  }
  const headers = [...request.headers].filter(([name]) => harmless.has(name));
  // Client certificates and the permission not to verify the server's are for the configured host only.
  return { ...request, url, headers: new Headers(headers), tls: undefined };
}
