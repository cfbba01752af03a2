// What to show each server so that it answers: learnt from its challenges, kept for as long as a transfer lasts.
// An origin is only ever given what its own challenge asked for (CVE-2020-15157).
import type { Context } from "../context/index.ts";
import type { Credentials, CredentialsOf } from "../core/transfer.ts";
import { unauthenticated } from "../errors/index.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import { mergeScopes } from "./scope.ts";
import { basic, fetchToken, type Send, type Token } from "./token.ts";

export interface AuthorizerOptions {
  readonly reference: string;
  readonly credentialsOf: CredentialsOf | undefined;
  /** How token servers are asked. */
  readonly send: Send;
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

  /** The Authorization header for `origin`, or undefined while it has not asked for one. */
  async header(ctx: Context, origin: string, scopes: readonly string[]): Promise<string | undefined> {
    const way = this.#ways.get(origin);
    if (way === undefined || way.kind === "header") {
      return way?.value;
    }
    const token = await this.#token(ctx, origin, way, scopes);
    return `Bearer ${token.value}`;
  }

  /**
   * Takes in what `origin` answered with 401 to a request that was sent with `authorization`. Returns when the request is
   * worth repeating; unauthenticated when there is nothing else to show.
   */
  async learn(ctx: Context, origin: string, challenge: string, sent: Sent): Promise<void> {
    const known = this.#ways.get(origin);
    if (known !== undefined && sent.authorization === undefined) {
      return;
    }
    if (sent.refusals > 1 || known?.kind === "header") {
      throw refused("authorization failed");
    }
    if (known?.kind === "bearer") {
      this.#tokens.delete(tokenKey(origin, sent.scopes, known.challenge));
    }
    this.#ways.set(origin, await this.#choose(origin, challenge));
    await this.header(ctx, origin, sent.scopes);
  }

  async #choose(origin: string, header: string): Promise<Way> {
    const challenges = parseChallenges(header);
    const credentials = await this.#credentialsOf(origin, header);
    if (credentials?.kind === "header") {
      return { kind: "header", value: credentials.secret };
    }
    const bearer = challenges.find(({ scheme }) => scheme === "bearer");
    if (bearer !== undefined) {
      return { kind: "bearer", challenge: bearer, credentials };
    }
    if (!challenges.some(({ scheme }) => scheme === "basic")) {
      throw refused("no supported way of authorization is offered");
    }
    if (credentials === undefined || credentials.username === "" || credentials.secret === "") {
      throw refused("no basic auth credentials");
    }
    return { kind: "header", value: basic(credentials) };
  }

  /** Whoever knows them is asked once for each origin, however many requests are refused at the same time. */
  #credentialsOf(origin: string, challenge: string): Promise<Credentials | undefined> {
    const { credentialsOf, reference } = this.#options;
    const known = this.#credentials.get(origin);
    if (known !== undefined || credentialsOf === undefined) {
      return known ?? Promise.resolve(undefined);
    }
    const asked = credentialsOf(new URL(origin).host, reference, [challenge]);
    this.#credentials.set(origin, asked);
    asked.catch(() => this.#credentials.delete(origin));
    return asked;
  }

  /** One request per scope, whoever else wants it meanwhile; renewed when it has expired. */
  async #token(
    ctx: Context,
    origin: string,
    way: Way & { kind: "bearer" },
    scopes: readonly string[],
  ): Promise<Token> {
    const key = tokenKey(origin, scopes, way.challenge);
    const known = this.#tokens.get(key);
    if (known !== undefined && isFresh(await known)) {
      return known;
    }
    const { realm = "", service = "" } = way.challenge.parameters;
    const request = {
      realm,
      service,
      scopes: allScopes(scopes, way.challenge),
      credentials: way.credentials,
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

function tokenKey(origin: string, scopes: readonly string[], challenge: Challenge): string {
  return [origin, ...allScopes(scopes, challenge)].join(" ");
}

function refused(why: string): Error {
  return unauthenticated(
    `pull access denied, repository does not exist or may require authorization: ${why}`,
  );
}
