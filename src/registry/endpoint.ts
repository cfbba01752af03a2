// Requests to one host: authorization, redirects, retries and the choice between https and http.
import { type Context, throwIfAborted } from "../context/index.ts";
import { errnoOf } from "../errors/index.ts";
import type { Authorizer, Peer } from "./authorizer.ts";
import { checkDial } from "./dial.ts";
import { type Host, isAt, isMirror } from "./host.ts";
import { requestHeaders } from "./host-headers.ts";
import { redirectOf } from "./redirect.ts";
import { backoff, delayAfter, isDropped, isTransientStatus, pause } from "./retry.ts";
import { type Body, type HttpRequest, type HttpResponse, roundTrip, type Timeouts } from "./round-trip.ts";

export interface EndpointOptions {
  readonly host: Host;
  /** The host in the image's name, which a mirror is told. */
  readonly namespace: string;
  readonly repository: string;
  /** The client's own headers. */
  readonly headers: Readonly<Record<string, string>>;
  readonly authorizer: Authorizer;
  readonly timeouts: Timeouts;
}

export interface EndpointRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  /** A path below the repository, e.g. `manifests/latest`; or a whole URL that the registry gave. */
  readonly path: string | URL;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Body | undefined;
  readonly scopes: readonly string[];
  /** How often the request may be sent in all; 1 where another host can be asked instead. */
  readonly attempts: number;
}

export class Endpoint {
  readonly host: Host;
  readonly #options: EndpointOptions;
  /** A host whose scheme is `either` is asked by https until it is seen not to speak TLS. */
  #scheme: "http" | "https";

  constructor(options: EndpointOptions) {
    this.host = options.host;
    this.#options = options;
    this.#scheme = options.host.scheme === "http" ? "http" : "https";
  }

  /**
   * Resolves with the final response, whatever its status. Fails as unauthenticated when the host refuses all that there
   * is to show. A response that asks for a longer pause than we make is final too.
   */
  async request(ctx: Context, request: EndpointRequest): Promise<HttpResponse> {
    for (let attempt = 1; ; attempt++) {
      const isFinal = attempt >= request.attempts;
      try {
        const response = await this.#authorized(ctx, request);
        const delay = delayAfter(attempt, response.headers);
        if (isFinal || !isTransientStatus(response.status) || delay === undefined) {
          return response;
        }
        await response.discard();
        await pause(ctx, delay);
      } catch (error) {
        throwIfAborted(ctx);
        if (isFinal || !isDropped(error)) {
          throw error;
        }
        await pause(ctx, backoff(attempt));
      }
    }
  }

  /** Repeats a request that got 401: once with what the challenge asks for, and once with a new token. */
  async #authorized(ctx: Context, request: EndpointRequest): Promise<HttpResponse> {
    for (let refusals = 0; ; ) {
      const { response, authorization } = await this.#redirected(ctx, request);
      const challenge = response.headers.get("www-authenticate");
      if (response.status !== 401 || challenge === null) {
        return response;
      }
      await response.discard();
      refusals += authorization === undefined ? 0 : 1;
      const refused = { authorization, scopes: request.scopes, refusals };
      await this.#options.authorizer.addChallenge(ctx, this.#peer(response.url), challenge, refused);
    }
  }

  /** Follows redirects. Each server on the way gets the authorization that it asked for itself, or none. */
  async #redirected(
    ctx: Context,
    request: EndpointRequest,
  ): Promise<{ response: HttpResponse; authorization: string | undefined }> {
    let next = this.#httpRequest(request);
    for (let hops = 0; ; hops++) {
      const peer = this.#peer(next.url);
      const authorization = await this.#options.authorizer.authorize(ctx, peer, request.scopes);
      if (authorization !== undefined) {
        next.headers.set("authorization", authorization);
      }
      const response = await this.#send(ctx, next);
      const redirected = redirectOf(next, response, hops);
      if (redirected === undefined) {
        return { response, authorization };
      }
      await response.discard();
      next = redirected;
    }
  }

  #peer(url: URL): Peer {
    return { origin: url.origin, host: this.#isHost(url) ? this.host : undefined };
  }

  /**
   * Whether the URL leads to the host itself. It does not where a host that speaks https redirects to http: what is meant
   * for the host is not sent in the clear.
   */
  #isHost(url: URL): boolean {
    return isAt(this.host, url) && (url.protocol === "https:" || this.#scheme === "http");
  }

  #httpRequest(request: EndpointRequest): HttpRequest {
    const { host, namespace, repository, headers } = this.#options;
    const root = `${this.#scheme}://${host.host}${host.path}/${repository}/`;
    const url = new URL(request.path, root);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      url.searchParams.append(name, value);
    }
    const { method, body, headers: own = {} } = request;
    if (!this.#isHost(url)) {
      return { method, url, headers: new Headers(own), body };
    }
    if (isMirror(host, namespace)) {
      url.searchParams.set("ns", namespace);
    }
    return { method, url, headers: requestHeaders(host, headers, own), body, tls: host.tls };
  }

  async #send(ctx: Context, request: HttpRequest): Promise<HttpResponse> {
    const isHost = this.#isHost(request.url);
    if (isHost) {
      await checkDial(this.host, request.url);
    }
    try {
      return await roundTrip(ctx, request, this.#options.timeouts);
    } catch (error) {
      const mayBeHttp = isHost && this.host.scheme === "either" && request.url.protocol === "https:";
      if (!mayBeHttp || errnoOf(error) !== "EPROTO") {
        throw error;
      }
    }
    // Several requests may learn this at the same time: each of them that went by https is sent again.
    this.#scheme = "http";
    return roundTrip(ctx, { ...request, url: asHttp(request.url, this.host) }, this.#options.timeouts);
  }
}

function asHttp(url: URL, host: Host): URL {
  const { pathname, search } = url;
  return new URL(`http://${host.host}${pathname}${search}`);
}
