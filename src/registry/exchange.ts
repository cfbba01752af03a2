// One HTTP request and its answer, without redirects, retries or authorization; with deadlines.
import { requireDescriptors } from "../context/descriptors.ts";
import { type Context, throwIfAborted } from "../context/index.ts";
import { deadlineExceeded, errnoOf, unavailable } from "../errors/index.ts";
import { systemAuthorities } from "./authorities.ts";
import type { HostTls } from "./host.ts";

export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body?: Body | undefined;
  readonly tls?: HostTls | undefined;
}

/** What is sent; `open` is called again when a redirect or a retry needs it from the start. */
export interface Body {
  /** Bytes. */
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
}

/** Milliseconds. */
export interface Timeouts {
  /** Until the head of the answer is there, counted from the last byte sent. */
  readonly head: number;
  /** Between two chunks of a body. */
  readonly idle: number;
}

export const defaultTimeouts: Timeouts = { head: 30_000, idle: 60_000 };

export interface Answer {
  readonly method: string;
  readonly url: URL;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** To be read once, or discarded. */
  body(): AsyncGenerator<Uint8Array>;
  /** Frees the connection. */
  discard(): Promise<void>;
}

/** A signal that fires when the caller gives up or nothing happened for a while. */
class Watchdog {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(caller: AbortSignal) {
    this.#caller = caller;
    caller.addEventListener("abort", this.#onAbort, { once: true });
  }

  readonly #onAbort = (): void => this.#controller.abort(this.#caller.reason);

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  arm(milliseconds: number, waitingFor: string): void {
    this.disarm();
    const bark = (): void =>
      this.#controller.abort(deadlineExceeded(`no ${waitingFor} in ${milliseconds} ms`));
    this.#timer = setTimeout(bark, milliseconds);
  }

  disarm(): void {
    clearTimeout(this.#timer);
  }

  /** There is nothing to watch any more. */
  release(): void {
    this.disarm();
    this.#caller.removeEventListener("abort", this.#onAbort);
  }
}

/** What the system said, and about whom. */
export function unreachable(url: URL, cause: unknown): Error {
  return unavailable(`failed to do request to ${url.origin}`, { cause });
}

export async function exchange(ctx: Context, call: Call, timeouts: Timeouts): Promise<Answer> {
  throwIfAborted(ctx);
  const watchdog = new Watchdog(ctx.signal);
  watchdog.arm(timeouts.head, "answer");
  try {
    requireDescriptors();
    const response = await fetch(call.url, {
      method: call.method,
      headers: headersOf(call),
      body: call.body === undefined ? null : watched(call.body, watchdog, timeouts),
      redirect: "manual",
      // By default fetch asks for compression and undoes it, which alters blobs.
      decompress: false,
      timeout: false,
      signal: watchdog.signal,
      ...(call.url.protocol === "https:" ? { tls: await tlsOptions(call.tls) } : {}),
    } as RequestInit);
    watchdog.disarm();
    return toAnswer(call, response, watchdog, timeouts);
  } catch (error) {
    watchdog.release();
    const reason = reasonOf(error, watchdog.signal);
    throw errnoOf(reason) === undefined ? reason : unreachable(call.url, reason);
  }
}

function headersOf(call: Call): Headers {
  const headers = new Headers(call.headers);
  headers.set("accept-encoding", "identity");
  if (call.body !== undefined) {
    headers.set("content-length", String(call.body.size));
  }
  return headers;
}

/** Each chunk sent proves that the peer is alive. */
async function* watched(body: Body, watchdog: Watchdog, timeouts: Timeouts): AsyncGenerator<Uint8Array> {
  for await (const chunk of body.open()) {
    watchdog.arm(timeouts.idle, "progress of the upload");
    yield chunk;
  }
  watchdog.arm(timeouts.head, "answer");
}

function toAnswer(call: Call, response: Response, watchdog: Watchdog, timeouts: Timeouts): Answer {
  const discard = async (): Promise<void> => {
    watchdog.release();
    await response.body?.cancel().catch(() => {});
  };
  return {
    method: call.method,
    url: call.url,
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
    body: () => readBody(response, watchdog, timeouts),
    discard,
  };
}

async function* readBody(
  response: Response,
  watchdog: Watchdog,
  timeouts: Timeouts,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) {
    watchdog.release();
    return;
  }
  try {
    while (true) {
      watchdog.arm(timeouts.idle, "bytes");
      const { done, value } = await reader.read();
      watchdog.disarm();
      if (done) {
        return;
      }
      yield value;
    }
  } catch (error) {
    throw reasonOf(error, watchdog.signal);
  } finally {
    watchdog.release();
    await reader.cancel().catch(() => {});
  }
}

/** What aborted it says more than that it was aborted. */
function reasonOf(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted && signal.reason instanceof Error ? signal.reason : error;
}

async function tlsOptions(tls: HostTls | undefined): Promise<object> {
  const ca = [...(await systemAuthorities()), ...(tls?.ca ?? [])];
  const clients = tls?.clients ?? [];
  const cert = clients.map((client) => client.cert);
  const key = clients.map((client) => client.key);
  return { ca, rejectUnauthorized: tls?.skipVerify !== true, ...(clients.length > 0 ? { cert, key } : {}) };
}

/** At most `limit` bytes of the body. */
export async function bytesOf(answer: Answer, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body()) {
    chunks.push(chunk.subarray(0, limit - size));
    size += chunk.length;
    if (size >= limit) {
      break;
    }
  }
  return Buffer.concat(chunks);
}

/** At most `limit` bytes of the body as text, for JSON and error messages. */
export async function textOf(answer: Answer, limit: number): Promise<string> {
  return (await bytesOf(answer, limit)).toString("utf8");
}
