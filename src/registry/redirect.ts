// Redirects, followed by ourselves: what was meant for one host must not reach another (CVE-2020-15157).
import { unavailable } from "../errors/index.ts";
import type { Answer, Call } from "./exchange.ts";

const maxHops = 10;

/** Headers that mean nothing secret, and may go wherever a redirect leads. */
const harmless = new Set(["accept", "range", "user-agent", "content-type"]);

/** The request to make instead, or undefined when the answer is final. */
export function redirectOf(call: Call, answer: Answer, hops: number): Call | undefined {
  const location = answer.headers.get("location");
  const isRead = call.method === "GET" || call.method === "HEAD";
  const follows = isRead ? [301, 302, 303, 307, 308] : [307, 308];
  if (!follows.includes(answer.status) || location === null) {
    return undefined;
  }
  if (hops >= maxHops) {
    throw unavailable(`stopped after ${maxHops} redirects, the last from ${answer.url.origin}`);
  }
  const url = URL.canParse(location, answer.url.href) ? new URL(location, answer.url) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw unavailable(`${answer.url.origin} redirects to ${JSON.stringify(location.slice(0, 200))}`);
  }
  const headers = new Headers(call.headers);
  headers.delete("authorization");
  if (url.origin === answer.url.origin) {
    return { ...call, url, headers };
  }
  for (const name of [...headers.keys()]) {
    if (!harmless.has(name)) {
      headers.delete(name);
    }
  }
  // Certificates and the permission not to verify them are for the host that they were configured for.
  return { ...call, url, headers, tls: undefined };
}
