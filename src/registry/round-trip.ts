// One HTTP request and its response, with deadlines. Redirects, retries and authorization are the callers' work.
import { requireDescriptors } from "../context/descriptors.ts";
import { type Context, throwIfAborted } from "../context/index.ts";
import { version } from "../context/version.ts";
import { deadlineExceeded, errnoOf, unavailable } from "../errors/index.ts";
import { systemAuthorities } from "./authorities.ts";
import type { HostTls } from "./host.ts";

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body?: Body | undefined;
  readonly tls?: HostTls | undefined;
}

/** The body of a request. `open` is called again when a redirect or a retry has to send the body from its start. */
export interface Body {
  /** Bytes. */
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
}

/** Milliseconds. */
export interface Timeouts {
  /** From the last byte of the request to the head of the response. */
  readonly head: number;
  /** Between two chunks of a body. */
  readonly idle: number;
}

export const defaultTimeouts: Timeouts = { head: 30_000, idle: 60_000 };

export interface HttpResponse {
  readonly method: string;
  readonly url: URL;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** The body can be read once. A response whose body is not read must be discarded. */
  body(): AsyncGenerator<Uint8Array>;
  /** Frees the connection. */
  discard(): Promise<void>;
}

/** Sent with every request that has no other: requests for tokens, and to storage that a registry redirects to, too. */
const userAgent = `tsrt/${version}`;

/** A signal that aborts when the caller gives up, and when the server sends nothing for too long. */
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
    const abort = (): void =>
      this.#controller.abort(deadlineExceeded(`no ${waitingFor} in ${milliseconds} ms`));
    this.#timer = setTimeout(abort, milliseconds);
  }

  disarm(): void {
    clearTimeout(this.#timer);
  }

  /** Ends the watch: neither the timer nor the caller aborts anything after it. */
  release(): void {
    this.disarm();
    this.#caller.removeEventListener("abort", this.#onAbort);
  }
}

/** The error for a server that cannot be reached; `cause` is what the operating system reported. */
export function unreachable(url: URL, cause: unknown): Error {
  return unavailable(`failed to do request to ${url.origin}`, { cause });
}

/** Sends the request and resolves with the head of the response, whatever its status. */
export async function roundTrip(
  ctx: Context,
  request: HttpRequest,
  timeouts: Timeouts,
): Promise<HttpResponse> {
  throwIfAborted(ctx);
  const watchdog = new Watchdog(ctx.signal);
  watchdog.arm(timeouts.head, "answer");
  try {
    requireDescriptors();
    const response = await fetch(request.url, {
      method: request.method,
      headers: headersOf(request),
      body: request.body === undefined ? null : watched(request.body, watchdog, timeouts),
      redirect: "manual",
      // By default fetch asks for compression and undoes it, which alters blobs.
      decompress: false,
      timeout: false,
      signal: watchdog.signal,
      ...(request.url.protocol === "https:" ? { tls: await tlsOptions(request.tls) } : {}),
    } as RequestInit);
    watchdog.disarm();
    return toResponse(request, response, watchdog, timeouts);
  } catch (error) {
    watchdog.release();
    const reason = reasonOf(error, watchdog.signal);
    throw errnoOf(reason) === undefined ? reason : unreachable(request.url, reason);
  }
}

function headersOf(request: HttpRequest): Headers {
  const headers = new Headers(request.headers);
  headers.set("accept-encoding", "identity");
  if (!headers.has("user-agent")) {
    headers.set("user-agent", userAgent);
  }
  if (request.body !== undefined) {
    headers.set("content-length", String(request.body.size));
  }
  return headers;
}

/** The idle deadline starts anew with each chunk that the server takes; after the last one the head's deadline counts. */
async function* watched(body: Body, watchdog: Watchdog, timeouts: Timeouts): AsyncGenerator<Uint8Array> {
  for await (const chunk of body.open()) {
    watchdog.arm(timeouts.idle, "progress of the upload");
    yield chunk;
  }
  watchdog.arm(timeouts.head, "answer");
}

function toResponse(
  request: HttpRequest,
  response: Response,
  watchdog: Watchdog,
  timeouts: Timeouts,
): HttpResponse {
  const discard = async (): Promise<void> => {
    watchdog.release();
    await response.body?.cancel().catch(() => {});
  };
  return {
    method: request.method,
    url: request.url,
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

/** The reason of an abort says more than the error that fetch makes of it. */
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

/** Reads at most `limit` bytes of the body. */
export async function readBytes(response: HttpResponse, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body()) {
    chunks.push(chunk.subarray(0, limit - size));
    size += chunk.length;
    if (size >= limit) {
      break;
    }
  }
  return Buffer.concat(chunks);
}

/** Reads at most `limit` bytes of the body as text: JSON, or what is shown in an error. */
export async function readText(response: HttpResponse, limit: number): Promise<string> {
  return (await readBytes(response, limit)).toString("utf8");
}
