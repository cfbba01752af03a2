// Bearer tokens from the server that a challenge names. Source: distribution docs spec/auth/{token,oauth}.md;
// containerd core/remotes/docker/auth/fetch.go.
import type { Context } from "../context/index.ts";
import type { Credentials } from "../core/transfer.ts";
import { failedPrecondition, isKind, unauthenticated } from "../errors/index.ts";
import { type HostTls, isLoopback } from "./host.ts";
import { type HttpRequest, type HttpResponse, readText } from "./round-trip.ts";
import { unexpectedStatus } from "./unexpected-status.ts";

export interface TokenRequest {
  readonly realm: string;
  readonly service: string;
  /** e.g. `repository:library/busybox:pull`. */
  readonly scopes: readonly string[];
  readonly credentials: Credentials | undefined;
  /** TLS settings to reach the realm with. */
  readonly tlsFor: (realm: URL) => HostTls | undefined;
  /** Configured headers that the realm is sent. */
  readonly headersFor: (realm: URL) => Headers;
}

export interface Token {
  readonly value: string;
  /** Milliseconds since the epoch; undefined when the server does not say. */
  readonly expiresAt: number | undefined;
}

export type Send = (ctx: Context, request: HttpRequest) => Promise<HttpResponse>;

/**
 * Servers that know only the GET way answer a POST with one of these: GCR with 404, Artifactory with 401, ACR with 400,
 * others with 405, and gateways in front of them with 403. Source: containerd core/remotes/docker/authorizer.go.
 */
const withoutOauth: ReadonlySet<number> = new Set([400, 401, 403, 404, 405]);

/** Asks by POST when there are credentials, and by GET when there are none or the server knows no POST. */
export async function fetchToken(ctx: Context, request: TokenRequest, send: Send): Promise<Token> {
  const url = parseRealm(request);
  if (request.credentials === undefined) {
    return readToken(await send(ctx, getRequest(url, request)));
  }
  const response = await send(ctx, oauthRequest(url, request, request.credentials));
  // A refresh token has no user name, without which GET has no way to show it.
  if (!withoutOauth.has(response.status) || request.credentials.username === "") {
    return readToken(response);
  }
  await response.discard();
  return readToken(await send(ctx, getRequest(url, request)));
}

function parseRealm({ realm, credentials }: TokenRequest): URL {
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw failedPrecondition(`invalid realm ${JSON.stringify(realm)} in the registry's challenge`);
  }
  // A challenge must not make us send a password in the clear: challenges are not to be trusted (CVE-2020-15157).
  if (credentials !== undefined && url.protocol === "http:" && !isLoopback(url.host)) {
    throw failedPrecondition(`credentials are not sent to ${url.origin} in the clear`);
  }
  return url;
}

function getRequest(realm: URL, request: TokenRequest): HttpRequest {
  const { service, scopes, credentials } = request;
  const url = new URL(realm);
  if (service !== "") {
    url.searchParams.append("service", service);
  }
  for (const scope of scopes) {
    url.searchParams.append("scope", scope);
  }
  const headers = request.headersFor(realm);
  if (credentials !== undefined) {
    headers.set("authorization", basic(credentials));
  }
  return { method: "GET", url, headers, tls: request.tlsFor(realm) };
}

function oauthRequest(url: URL, request: TokenRequest, credentials: Credentials): HttpRequest {
  const { service, scopes } = request;
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
  const headers = request.headersFor(url);
  headers.set("content-type", "application/x-www-form-urlencoded; charset=utf-8");
  const body = { size: bytes.length, open: () => once(bytes) };
  return { method: "POST", url, headers, body, tls: request.tlsFor(url) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readToken(response: HttpResponse): Promise<Token> {
  if (response.status < 200 || response.status > 299) {
    throw tokenRefused(await unexpectedStatus(response));
  }
  const text = await readText(response, 1 << 20);
  const json = parseObject(text);
  const value = json.access_token ?? json.token;
  if (typeof value !== "string" || value === "" || /[^\x21-\x7e]/.test(value)) {
    throw unauthenticated("authorization server did not include a token in the response");
  }
  const seconds = json.expires_in;
  const expiresAt = typeof seconds === "number" && seconds > 0 ? Date.now() + seconds * 1000 : undefined;
  return { value, expiresAt };
}

/** A server that is busy or broken has not refused anything: such an error keeps its kind. */
function tokenRefused(cause: Error): Error {
  const message = "failed to fetch token";
  return isKind(cause, "unavailable") ? new Error(message, { cause }) : unauthenticated(message, { cause });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Value of an Authorization header with user name and password. Source: RFC 7617. */
export function basic({ username, secret }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}`;
}
