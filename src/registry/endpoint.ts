// Requests to one host: authorization, redirects, retries and the choice between https and http.
import { type Context, throwIfAborted } from "../context/index.ts";
import { errnoOf, unavailable } from "../errors/index.ts";
import type { Authorizer, Peer } from "./authorizer.ts";
import { type Answer, type Body, type Call, exchange, type Timeouts, unreachable } from "./exchange.ts";
import { type Host, isAt, isMirror } from "./host.ts";
import { redirectOf } from "./redirect.ts";
import { delayAfter, isDropped, isTransientStatus, pause } from "./retry.ts";

export interface EndpointOptions {
  readonly host: Host;
  /** What the images' names begin with; a mirror is told it. */
  readonly namespace: string;
  readonly repository: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authorizer: Authorizer;
  readonly timeouts: Timeouts;
}

export interface EndpointRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  /** Below the repository, e.g. `manifests/latest`; or a whole URL that the registry gave. */
  readonly path: string | URL;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Body | undefined;
  readonly scopes: readonly string[];
  /** How often it may be tried in all: once where another host can be asked instead. */
  readonly attempts: number;
}

export class Endpoint {
  readonly host: Host;
  readonly #options: EndpointOptions;
  /** Of a host that is `either`: https until it is seen not to speak it. */
  #scheme: "http" | "https";

  constructor(options: EndpointOptions) {
    this.host = options.host;
    this.#options = options;
    this.#scheme = options.host.scheme === "http" ? "http" : "https";
  }

  /** The final answer, whatever its status. Unauthenticated when the host refuses what there is to show. */
  async request(ctx: Context, request: EndpointRequest): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const isFinal = attempt >= request.attempts;
      try {
        const answer = await this.#authorized(ctx, request);
        if (isFinal || !isTransientStatus(answer.status)) {
          return answer;
        }
        await answer.discard();
        await pause(ctx, delayAfter(attempt, answer.headers.get("retry-after")));
      } catch (error) {
        throwIfAborted(ctx);
        if (isFinal || !isDropped(error)) {
          throw error;
        }
        await pause(ctx, delayAfter(attempt, null));
      }
    }
  }

  /** Repeats a request that was answered with 401, once with what the challenge asks for and once with a new token. */
  async #authorized(ctx: Context, request: EndpointRequest): Promise<Answer> {
    for (let refusals = 0; ; ) {
      const { answer, authorization } = await this.#redirected(ctx, request);
      const challenge = answer.headers.get("www-authenticate");
      if (answer.status !== 401 || challenge === null) {
        return answer;
      }
      await answer.discard();
      refusals += authorization === undefined ? 0 : 1;
      const sent = { authorization, scopes: request.scopes, refusals };
      await this.#options.authorizer.learn(ctx, this.#peer(answer.url), challenge, sent);
    }
  }

  async #redirected(
    ctx: Context,
    request: EndpointRequest,
  ): Promise<{ answer: Answer; authorization: string | undefined }> {
    let call = this.#call(request);
    for (let hops = 0; ; hops++) {
      const authorization = await this.#options.authorizer.header(ctx, this.#peer(call.url), request.scopes);
      if (authorization !== undefined) {
        call.headers.set("authorization", authorization);
      }
      const answer = await this.#exchange(ctx, call);
      const next = redirectOf(call, answer, hops);
      if (next === undefined) {
        return { answer, authorization };
      }
      await answer.discard();
      call = next;
    }
  }

  #peer(url: URL): Peer {
    return { origin: url.origin, host: this.#isOurs(url) ? this.host : undefined };
  }

  /** Not where a registry that speaks https leads to http: what is for it is not said in the clear. */
  #isOurs(url: URL): boolean {
    return isAt(this.host, url) && (url.protocol === "https:" || this.#scheme === "http");
  }

  #call(request: EndpointRequest): Call {
    const { host, namespace, repository, headers } = this.#options;
    const root = `${this.#scheme}://${host.host}${host.path}/${repository}/`;
    const url = new URL(request.path, root);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      url.searchParams.append(name, value);
    }
    const isOurs = this.#isOurs(url);
    if (isOurs && isMirror(host, namespace)) {
      url.searchParams.set("ns", namespace);
    }
    const all = new Headers(isOurs ? { "user-agent": "tsrt", ...headers, ...host.headers } : {});
    for (const [name, value] of Object.entries(request.headers ?? {})) {
      all.set(name, value);
    }
    return {
      method: request.method,
      url,
      headers: all,
      body: request.body,
      tls: isOurs ? host.tls : undefined,
    };
  }

  async #exchange(ctx: Context, call: Call): Promise<Answer> {
    const isOurs = this.#isOurs(call.url);
    if (isOurs) {
      await this.#dial(call.url);
    }
    try {
      return await exchange(ctx, call, this.#options.timeouts);
    } catch (error) {
      const isAmbiguous = isOurs && this.host.scheme === "either" && call.url.protocol === "https:";
      if (!isAmbiguous || errnoOf(error) !== "EPROTO") {
        throw error;
      }
    }
    // Several requests may learn it at the same time: each that went by https is sent again.
    this.#scheme = "http";
    return exchange(ctx, { ...call, url: plain(call.url, this.host) }, this.#options.timeouts);
  }

  /** fetch has no timeout for connecting: where one is configured, a connection is tried first. */
  async #dial(url: URL): Promise<void> {
    const { dialTimeout } = this.host;
    // Through a proxy it is not we who connect.
    const { HTTP_PROXY, HTTPS_PROXY, http_proxy, https_proxy } = process.env;
    const isProxied = [HTTP_PROXY, HTTPS_PROXY, http_proxy, https_proxy].some(Boolean);
    if (dialTimeout !== undefined && !isProxied) {
      await dial(url, dialTimeout);
    }
  }
}

function plain(url: URL, host: Host): URL {
  const { pathname, search } = url;
  return new URL(`http://${host.host}${pathname}${search}`);
}

async function dial(url: URL, timeout: number): Promise<void> {
  const port = Number(url.port) || (url.protocol === "http:" ? 80 : 443);
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const socket = Bun.connect({ hostname, port, socket: { data: () => {} } });
  const late = Bun.sleep(timeout).then(() => undefined);
  const connected = await Promise.race([socket, late]).catch((cause: unknown) => {
    throw unreachable(url, cause);
  });
  if (connected === undefined) {
    socket.then((lateSocket) => lateSocket.end()).catch(() => {});
    throw unavailable(`${url.host} took no connection within ${timeout} ms`);
  }
  connected.end();
}
