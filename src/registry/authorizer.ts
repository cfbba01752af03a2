// What to show each server so that it answers: learnt from its challenges, kept for as long as a transfer lasts.
// An origin is only ever given what its own challenge asked for, and credentials only when it is a host that was to be
// asked, not one that another led to (CVE-2020-15157). Stricter than containerd, which asks for credentials of those too.
import type { Context } from "../context/index.ts";
import type { Credentials, CredentialsOf } from "../core/transfer.ts";
import { unauthenticated } from "../errors/index.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import { type Host, tlsForRealm } from "./host.ts";
import { mergeScopes, purposeOf } from "./scope.ts";
import { basic, fetchToken, type Send, type Token } from "./token.ts";

export interface AuthorizerOptions {
  readonly reference: string;
  readonly credentialsOf: CredentialsOf | undefined;
  /** How token servers are asked. */
  readonly send: Send;
}

/** A server that may want to see something. */
export interface Peer {
  readonly origin: string;
  /** Undefined when only a redirect or a Location led there: it gets no more than anyone may have. */
  readonly host: Host | undefined;
}

/** How a refused request was sent. */
export interface Sent {
  readonly authorization: string | undefined;
  readonly scopes: readonly string[];
  /** How often this request was refused with an authorization. */
  readonly refusals: number;
}

type Way =
  | { readonly kind: "header"; readonly value: string }
  | { readonly kind: "bearer"; readonly challenge: Challenge; readonly credentials: Credentials | undefined };

export class Authorizer {
  readonly #options: AuthorizerOptions;
  readonly #ways = new Map<string, Way>();
  readonly #credentials = new Map<string, Promise<Credentials | undefined>>();
  readonly #tokens = new Map<string, Promise<Token>>();

  constructor(options: AuthorizerOptions) {
    this.#options = options;
  }

  /** The Authorization header for `peer`, or undefined while it has not asked for one. */
  async header(ctx: Context, peer: Peer, scopes: readonly string[]): Promise<string | undefined> {
    const way = this.#ways.get(keyOf(peer));
    if (way === undefined || way.kind === "header") {
      return way?.value;
    }
    const token = await this.#token(ctx, peer, way, scopes);
    return `Bearer ${token.value}`;
  }

  /**
   * Takes in what `peer` answered with 401 to a request that was sent with `authorization`. Returns when the request is
   * worth repeating; unauthenticated when there is nothing else to show.
   */
  async learn(ctx: Context, peer: Peer, challenge: string, sent: Sent): Promise<void> {
    const known = this.#ways.get(keyOf(peer));
    if (known !== undefined && sent.authorization === undefined) {
      return;
    }
    if (sent.refusals > 1 || known?.kind === "header") {
      throw refused(sent.scopes, "authorization failed");
    }
    if (known?.kind === "bearer") {
      this.#tokens.delete(tokenKey(peer, sent.scopes, known.challenge));
    }
    this.#ways.set(keyOf(peer), await this.#choose(peer, challenge, sent.scopes));
    await this.header(ctx, peer, sent.scopes);
  }

  async #choose(peer: Peer, header: string, scopes: readonly string[]): Promise<Way> {
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
      throw refused(scopes, "no supported way of authorization is offered");
    }
    if (credentials === undefined || credentials.username === "" || credentials.secret === "") {
      throw refused(scopes, "no basic auth credentials");
    }
    return { kind: "header", value: basic(credentials) };
  }

  /** Whoever knows them is asked once for each origin, however many requests are refused at the same time. */
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

  /** One request per scope, whoever else wants it meanwhile; renewed when it has expired. */
  async #token(
    ctx: Context,
    peer: Peer,
    way: Way & { kind: "bearer" },
    scopes: readonly string[],
  ): Promise<Token> {
    const key = tokenKey(peer, scopes, way.challenge);
    const known = this.#tokens.get(key);
    if (known !== undefined && isFresh(await known)) {
      return known;
    }
    const { realm = "", service = "" } = way.challenge.parameters;
    const { host } = peer;
    const request = {
      realm,
      service,
      scopes: allScopes(scopes, way.challenge),
      credentials: way.credentials,
      tlsFor: (url: URL) => (host === undefined ? undefined : tlsForRealm(host, url)),
    };
    const token = fetchToken(ctx, request, this.#options.send);
    this.#tokens.set(key, token);
    token.catch(() => this.#tokens.delete(key));
    return token;
  }
}

function isFresh(token: Token): boolean {
  return token.expiresAt === undefined || token.expiresAt > Date.now();
}

function allScopes(scopes: readonly string[], { parameters }: Challenge): string[] {
  const asked = (parameters.scope ?? "").split(" ").filter((scope) => scope !== "");
  return mergeScopes([...scopes, ...asked]);
}

function keyOf({ origin, host }: Peer): string {
  return host === undefined ? `stranger ${origin}` : origin;
}

function tokenKey(peer: Peer, scopes: readonly string[], challenge: Challenge): string {
  return [keyOf(peer), ...allScopes(scopes, challenge)].join(" ");
}

function refused(scopes: readonly string[], why: string): Error {
  const purpose = purposeOf(scopes);
  return unauthenticated(
    `${purpose} access denied, repository does not exist or may require authorization: ${why}`,
  );
}
