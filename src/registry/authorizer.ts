// Authorization of requests, learnt from the challenges of each server and kept for as long as a transfer lasts.
// A server is shown only what its own challenge asked for. Credentials are shown only to a configured host, never to a
// server that another one led to (CVE-2020-15157): here tsrt is stricter than containerd, which asks for credentials of
// those servers too. Source: containerd core/remotes/docker/authorizer.go.
import type { Context } from "../context/index.ts";
import type { Credentials, CredentialsOf } from "../core/transfer.ts";
import { unauthenticated } from "../errors/index.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import { type Host, tlsForRealm } from "./host.ts";
import { tokenHeaders } from "./host-headers.ts";
import { mergeScopes, purposeOf } from "./scope.ts";
import { basic, fetchToken, type Send, type Token, type TokenRequest } from "./token.ts";

export interface AuthorizerOptions {
  readonly reference: string;
  readonly credentialsOf: CredentialsOf | undefined;
  /** The client's own headers, which token servers are sent too. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sends one request to a token server. */
  readonly send: Send;
}

/** A server that may ask for authorization. */
export interface Peer {
  readonly origin: string;
  /** The configured host; undefined where only a redirect or a Location led: such a server is shown no credentials. */
  readonly host: Host | undefined;
}

/** A request that its server answered with 401. */
export interface RefusedRequest {
  readonly authorization: string | undefined;
  readonly scopes: readonly string[];
  /** How often the request was refused although it bore an authorization. */
  readonly refusals: number;
}

/** How requests to one server are authorized: with a header that stays the same, or with a bearer token for each scope. */
type AuthHandler =
  | { readonly kind: "header"; readonly value: string }
  | { readonly kind: "bearer"; readonly challenge: Challenge; readonly credentials: Credentials | undefined };

type BearerHandler = AuthHandler & { readonly kind: "bearer" };

export class Authorizer {
  readonly #options: AuthorizerOptions;
  readonly #handlers = new Map<string, AuthHandler>();
  readonly #credentials = new Map<string, Promise<Credentials | undefined>>();
  readonly #tokens = new Map<string, Promise<Token>>();

  constructor(options: AuthorizerOptions) {
    this.#options = options;
  }

  /** Value of the Authorization header for `peer`; undefined while that server has not asked for one. */
  async authorize(ctx: Context, peer: Peer, scopes: readonly string[]): Promise<string | undefined> {
    const handler = this.#handlers.get(keyOf(peer));
    if (handler === undefined || handler.kind === "header") {
      return handler?.value;
    }
    const token = await this.#token(ctx, peer, handler, scopes);
    return `Bearer ${token.value}`;
  }

  /**
   * Takes in the challenge with which `peer` refused a request. Returns when the request is worth repeating; fails as
   * unauthenticated when there is nothing else to show.
   */
  async addChallenge(ctx: Context, peer: Peer, challenge: string, refused: RefusedRequest): Promise<void> {
    const known = this.#handlers.get(keyOf(peer));
    if (known !== undefined && refused.authorization === undefined) {
      return;
    }
    if (refused.refusals > 1 || known?.kind === "header") {
      throw accessDenied(refused.scopes, "authorization failed");
    }
    if (known?.kind === "bearer") {
      this.#tokens.delete(tokenKey(peer, refused.scopes, known.challenge));
    }
    this.#handlers.set(keyOf(peer), await this.#chooseHandler(peer, challenge, refused.scopes));
    await this.authorize(ctx, peer, refused.scopes);
  }

  async #chooseHandler(peer: Peer, header: string, scopes: readonly string[]): Promise<AuthHandler> {
    const challenges = parseChallenges(header);
    const credentials = await this.#credentialsOf(peer, header);
    if (credentials?.kind === "header") {
      return { kind: "header", value: credentials.secret };
    }
    const bearer = challenges.find(({ scheme }) => scheme === "bearer");
    if (bearer !== undefined) {
      return { kind: "bearer", challenge: bearer, credentials };
    }
    if (!challenges.some(({ scheme }) => scheme === "basic")) {
      throw accessDenied(scopes, "no supported way of authorization is offered");
    }
    if (credentials === undefined || credentials.username === "" || credentials.secret === "") {
      throw accessDenied(scopes, "no basic auth credentials");
    }
    return { kind: "header", value: basic(credentials) };
  }

  /** Asks the client once for each origin, however many requests are refused at the same time. */
  #credentialsOf({ origin, host }: Peer, challenge: string): Promise<Credentials | undefined> {
    const { credentialsOf, reference } = this.#options;
    if (host === undefined || credentialsOf === undefined) {
      return Promise.resolve(undefined);
    }
    const known = this.#credentials.get(origin);
    if (known !== undefined) {
      return known;
    }
    const asked = credentialsOf(host.host, reference, [challenge]);
    this.#credentials.set(origin, asked);
    asked.catch(() => this.#credentials.delete(origin));
    return asked;
  }

  /** Requests that need the same scopes at the same time share one token, which is renewed when it has expired. */
  async #token(ctx: Context, peer: Peer, handler: BearerHandler, scopes: readonly string[]): Promise<Token> {
    const key = tokenKey(peer, scopes, handler.challenge);
    const known = this.#tokens.get(key);
    if (known !== undefined && isFresh(await known)) {
      return known;
    }
    const token = fetchToken(ctx, this.#tokenRequest(peer, handler, scopes), this.#options.send);
    this.#tokens.set(key, token);
    token.catch(() => this.#tokens.delete(key));
    return token;
  }

  #tokenRequest({ host }: Peer, handler: BearerHandler, scopes: readonly string[]): TokenRequest {
    const { realm = "", service = "" } = handler.challenge.parameters;
    return {
      realm,
      service,
      scopes: allScopes(scopes, handler.challenge),
      credentials: handler.credentials,
      tlsFor: (url) => (host === undefined ? undefined : tlsForRealm(host, url)),
      headersFor: (url) =>
        host === undefined ? new Headers() : tokenHeaders(host, this.#options.headers, url),
    };
  }
}

function isFresh(token: Token): boolean {
  return token.expiresAt === undefined || token.expiresAt > Date.now();
}

function allScopes(scopes: readonly string[], { parameters }: Challenge): string[] {
  const asked = (parameters.scope ?? "").split(" ").filter((scope) => scope !== "");
  return mergeScopes([...scopes, ...asked]);
}

/** One server has two keys: what it is shown as a configured host is not shown when a redirect leads to it. */
function keyOf({ origin, host }: Peer): string {
  return host === undefined ? `redirected ${origin}` : origin;
}

function tokenKey(peer: Peer, scopes: readonly string[], challenge: Challenge): string {
  return [keyOf(peer), ...allScopes(scopes, challenge)].join(" ");
}

function accessDenied(scopes: readonly string[], why: string): Error {
  const purpose = purposeOf(scopes);
  return unauthenticated(
    `${purpose} access denied, repository does not exist or may require authorization: ${why}`,
  );
}
