// When to ask again, and how long to wait before that.
import { abortable, type Context } from "../context/index.ts";
import { errnoOf, kindOf } from "../errors/index.ts";

/** An operation is tried this often in all. */
export const maxAttempts = 5;

/** Only the last host is asked again: for the others there is a next one. */
export function attemptsAt(position: number, hosts: readonly unknown[]): number {
  return position === hosts.length - 1 ? maxAttempts : 1;
}

/** Milliseconds. A server may ask for more patience than we have. */
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

/** Whether the connection failed in a way that another try may survive. */
export function isDropped(error: unknown): boolean {
  return transientCodes.has(errnoOf(error) ?? "") || kindOf(error) === "deadline exceeded";
}

/** Too many requests, and what servers say while they are restarted. */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** Milliseconds before try number `attempt` + 1; what the server asks for (`Retry-After`) comes first. */
export function delayAfter(attempt: number, retryAfter: string | null, now = Date.now()): number {
  const asked = readRetryAfter(retryAfter, now);
  const backoff = 100 * 2 ** attempt * (0.75 + Math.random() / 2);
  return Math.min(asked ?? backoff, maxDelay);
}

/** Seconds or a date. Source: RFC 9110 section 10.2.3. */
function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null || value.trim() === "") {
    return undefined;
  }
  if (/^[0-9]{1,9}$/.test(value.trim())) {
    return Number(value) * 1000;
  }
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

export async function pause(ctx: Context, milliseconds: number): Promise<void> {
  await abortable(Bun.sleep(milliseconds), ctx.signal);
}
