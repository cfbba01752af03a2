// The headers that requests bear: what the request needs, what the client asked for, and what hosts.toml has for a host.
// Source: containerd docs/hosts.md, header fields; core/remotes/docker/authorizer.go, WithAuthHeader.
import { type Host, isAt, isLoopback } from "./host.ts";

type HeaderList = Readonly<Record<string, string>>;

/** Headers without which a request would ask for something else: nobody's configuration replaces them. */
const essential: ReadonlySet<string> = new Set(["range", "content-type"]);

/** Headers that prove who asks. They are for the host that they were configured for, never for a token server elsewhere. */
const secret: readonly string[] = ["authorization", "proxy-authorization", "cookie"];

/**
 * Headers of a request to `host`. The client's replace the request's own, and those of hosts.toml replace both. Names are
 * compared without case, as HTTP does.
 */
export function requestHeaders(host: Host, client: HeaderList, own: HeaderList): Headers {
  const headers = configured(host, client);
  for (const [name, value] of Object.entries(own)) {
    if (essential.has(name.toLowerCase()) || !headers.has(name)) {
      headers.set(name, value);
    }
  }
  return headers;
}

/**
 * Headers for the token server that a challenge of `host` names: the same ones, but without credentials where that is another
 * server, and none at all where a host that speaks https names a server that would get them in the clear.
 */
export function tokenHeaders(host: Host, client: HeaderList, realm: URL): Headers {
  const isHost = isAt(host, realm);
  if (realm.protocol === "http:" && host.scheme !== "http" && !isHost && !isLoopback(realm.host)) {
    return new Headers();
  }
  const headers = configured(host, client);
  for (const name of isHost ? [] : secret) {
    headers.delete(name);
  }
  return headers;
}

function configured(host: Host, client: HeaderList): Headers {
  const headers = new Headers();
  for (const [name, value] of [...Object.entries(client), ...Object.entries(host.headers)]) {
    headers.set(name, value);
  }
  return headers;
}
