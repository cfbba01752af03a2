// Which failed requests are sent again, and after how long.
import { abortable, type Context } from "../context/index.ts";
import { errnoOf, kindOf } from "../errors/index.ts";

/** How often one operation is tried in all. */
export const maxAttempts = 5;

/** Only the last host is asked several times: after any other the next host is asked instead. */
export function attemptsAt(position: number, hosts: readonly unknown[]): number {
  return position === hosts.length - 1 ? maxAttempts : 1;
}

/** Milliseconds. A pull that slept for longer would look as if it hung: the user is told what the server asks instead. */
const maxDelay = 30_000;

const transientCodes = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ECONNCLOSED",
  "ConnectionClosed",
  "ConnectionReset",
  "UND_ERR_SOCKET",
  "HTTP2StreamReset",
]);

/** Whether the connection failed in a way that another attempt may survive. */
export function isDropped(error: unknown): boolean {
  return transientCodes.has(errnoOf(error) ?? "") || kindOf(error) === "deadline exceeded";
}

/** Whether the status means too many requests, or is one that servers answer while they are restarted. */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** Milliseconds to wait after attempt number `attempt`: about twice as long each time. */
export function backoff(attempt: number): number {
  return Math.min(100 * 2 ** attempt * (0.75 + Math.random() / 2), maxDelay);
}

/**
 * Milliseconds to wait after attempt number `attempt` when the server answered with these headers. Its `Retry-After`
 * replaces the backoff. Undefined when the server asks for a longer pause than `maxDelay`: then nothing is tried again.
 */
export function delayAfter(attempt: number, headers: Headers, now = Date.now()): number | undefined {
  const asked = retryAfter(headers, now);
  if (asked === undefined) {
    return backoff(attempt);
  }
  return asked <= maxDelay ? asked : undefined;
}

/** Milliseconds that `Retry-After` asks for, given in seconds or as a date. Source: RFC 9110 section 10.2.3. */
export function retryAfter(headers: Headers, now = Date.now()): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (value === "") {
    return undefined;
  }
  if (/^[0-9]+$/.test(value)) {
    return Number(value) * 1000;
  }
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Waits, unless the caller gives up before. */
export async function pause(ctx: Context, milliseconds: number): Promise<void> {
  await abortable(Bun.sleep(milliseconds), ctx.signal);
}
