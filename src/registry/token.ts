// Bearer tokens, from the server that a challenge names. Source: distribution docs spec/auth/{token,oauth}.md;
// containerd core/remotes/docker/auth/fetch.go.
import type { Context } from "../context/index.ts";
import type { Credentials } from "../core/transfer.ts";
import { failedPrecondition, unauthenticated } from "../errors/index.ts";
import { type Answer, type Call, textOf } from "./exchange.ts";
import { statusFault } from "./failure.ts";
import { type HostTls, isLoopback } from "./host.ts";

export interface TokenRequest {
  readonly realm: string;
  readonly service: string;
  /** e.g. `repository:library/busybox:pull`. */
  readonly scopes: readonly string[];
  readonly credentials: Credentials | undefined;
  /** Chosen by the realm. */
  readonly tlsFor: (realm: URL) => HostTls | undefined;
}

export interface Token {
  readonly value: string;
  /** Milliseconds since the epoch; undefined when the server does not say. */
  readonly expiresAt: number | undefined;
}

export type Send = (ctx: Context, call: Call) => Promise<Answer>;

/** Servers that do not know the OAuth way answer it with one of these. */
const withoutOauth = new Set([400, 401, 404, 405]);

export async function fetchToken(ctx: Context, request: TokenRequest, send: Send): Promise<Token> {
  const url = readRealm(request);
  if (request.credentials === undefined) {
    return readToken(await send(ctx, getCall(url, request)));
  }
  const answer = await send(ctx, oauthCall(url, request, request.credentials));
  if (!withoutOauth.has(answer.status)) {
    return readToken(answer);
  }
  await answer.discard();
  return readToken(await send(ctx, getCall(url, request)));
}

function readRealm({ realm, credentials }: TokenRequest): URL {
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw failedPrecondition(`invalid realm ${JSON.stringify(realm)} in the registry's challenge`);
  }
  // A challenge must not make us say a password in the clear. CVE-2020-15157 taught not to trust challenges.
  if (credentials !== undefined && url.protocol === "http:" && !isLoopback(url.host)) {
    throw failedPrecondition(`credentials are not sent to ${url.origin} in the clear`);
  }
  return url;
}

function getCall(realm: URL, { service, scopes, credentials, tlsFor }: TokenRequest): Call {
  const url = new URL(realm);
  if (service !== "") {
    url.searchParams.append("service", service);
  }
  for (const scope of scopes) {
    url.searchParams.append("scope", scope);
  }
  const headers = new Headers();
  if (credentials !== undefined) {
    headers.set("authorization", basic(credentials));
  }
  return { method: "GET", url, headers, tls: tlsFor(realm) };
}

function oauthCall(url: URL, { service, scopes, tlsFor }: TokenRequest, credentials: Credentials): Call {
  const form = new URLSearchParams({ service, client_id: "containerd-client" });
  if (scopes.length > 0) {
    form.set("scope", scopes.join(" "));
  }
  if (credentials.kind === "refresh" || credentials.username === "") {
    form.set("grant_type", "refresh_token");
    form.set("refresh_token", credentials.secret);
  } else {
    form.set("grant_type", "password");
    form.set("username", credentials.username);
    form.set("password", credentials.secret);
  }
  const bytes = new TextEncoder().encode(form.toString());
  const headers = new Headers({ "content-type": "application/x-www-form-urlencoded; charset=utf-8" });
  const body = { size: bytes.length, open: () => once(bytes) };
  return { method: "POST", url, headers, body, tls: tlsFor(url) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readToken(answer: Answer): Promise<Token> {
  if (answer.status < 200 || answer.status > 299) {
    throw unauthenticated("failed to fetch token", { cause: await statusFault(answer) });
  }
  const text = await textOf(answer, 1 << 20);
  const json = parseObject(text);
  const value = json.access_token ?? json.token;
  if (typeof value !== "string" || value === "" || /[^\x21-\x7e]/.test(value)) {
    throw unauthenticated("authorization server did not include a token in the response");
  }
  const seconds = json.expires_in;
  const expiresAt = typeof seconds === "number" && seconds > 0 ? Date.now() + seconds * 1000 : undefined;
  return { value, expiresAt };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

export function basic({ username, secret }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}`;
}
