// Requests to one host: authorization, redirects, retries and the choice between https and http.
import { type Context, throwIfAborted } from "../context/index.ts";
import { errnoOf, unavailable } from "../errors/index.ts";
import type { Authorizer } from "./authorizer.ts";
import { type Answer, type Body, type Call, exchange, type Timeouts } from "./exchange.ts";
import { type Host, isMirror } from "./host.ts";
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
  #scheme: "http" | "https";
  #isSchemeKnown: boolean;

  constructor(options: EndpointOptions) {
    this.host = options.host;
    this.#options = options;
    this.#scheme = options.host.scheme === "http" ? "http" : "https";
    this.#isSchemeKnown = options.host.scheme !== "either";
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
          throw errnoOf(error) === undefined ? error : this.#unreachable(error);
        }
        await pause(ctx, delayAfter(attempt, null));
      }
    }
  }

  #unreachable(cause: unknown): Error {
    return unavailable(`failed to do request to ${this.#scheme}://${this.host.host}`, { cause });
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
      await this.#options.authorizer.learn(ctx, answer.url.origin, challenge, sent);
    }
  }

  async #redirected(
    ctx: Context,
    request: EndpointRequest,
  ): Promise<{ answer: Answer; authorization: string | undefined }> {
    let call = await this.#call(request);
    for (let hops = 0; ; hops++) {
      const authorization = await this.#options.authorizer.header(ctx, call.url.origin, request.scopes);
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

  async #call(request: EndpointRequest): Promise<Call> {
    const { host, namespace, repository, headers } = this.#options;
    const root = `${this.#scheme}://${host.host}${host.path}/${repository}/`;
    const url = new URL(request.path, root);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      url.searchParams.append(name, value);
    }
    const isOurs = url.host === host.host;
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
    if (call.url.host === this.host.host) {
      await this.#dial();
      call.url.protocol = this.#isSchemeKnown ? call.url.protocol : this.#scheme;
    }
    try {
      const answer = await exchange(ctx, call, this.#options.timeouts);
      this.#isSchemeKnown = true;
      return answer;
    } catch (error) {
      if (this.#isSchemeKnown || errnoOf(error) !== "EPROTO") {
        throw error;
      }
      this.#scheme = "http";
      this.#isSchemeKnown = true;
      call.url.protocol = "http";
      return exchange(ctx, call, this.#options.timeouts);
    }
  }

  /** fetch has no timeout for connecting: where one is configured, a connection is tried first. */
  async #dial(): Promise<void> {
    const { dialTimeout } = this.host;
    // Through a proxy it is not we who connect.
    const { HTTP_PROXY, HTTPS_PROXY, http_proxy, https_proxy } = process.env;
    const isProxied = [HTTP_PROXY, HTTPS_PROXY, http_proxy, https_proxy].some(Boolean);
    if (dialTimeout !== undefined && !isProxied) {
      await dial(this.host.host, this.#scheme, dialTimeout);
    }
  }
}

async function dial(host: string, scheme: string, timeout: number): Promise<void> {
  const url = new URL(`${scheme}://${host}`);
  const port = Number(url.port) || (scheme === "http" ? 80 : 443);
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const socket = Bun.connect({ hostname, port, socket: { data: () => {} } });
  const late = Bun.sleep(timeout).then(() => undefined);
  const connected = await Promise.race([socket, late]);
  if (connected === undefined) {
    socket.then((lateSocket) => lateSocket.end()).catch(() => {});
    throw unavailable(`${host} took no connection within ${timeout} ms`);
  }
  connected.end();
}
