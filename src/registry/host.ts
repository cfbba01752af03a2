// One server that may be asked about the images of a namespace, and what it may be trusted with.
// Source: containerd docs/hosts.md.

export type Capability = "pull" | "resolve" | "push";

export const everyCapability: ReadonlySet<Capability> = new Set(["pull", "resolve", "push"]);

export interface HostTls {
  /** PEM texts of authorities that are trusted beside the machine's. */
  readonly ca: readonly string[];
  readonly clients: readonly { readonly cert: string; readonly key: string }[];
  readonly skipVerify: boolean;
}

export interface Host {
  /** `either` means https, and http when the server turns out not to speak TLS. */
  readonly scheme: "http" | "https" | "either";
  /**
   * Name and port as they were written, e.g. `Registry.example:443`. Credentials are asked for under this name; URLs are
   * compared with it by `isAt`.
   */
  readonly host: string;
  /** Prefix of the API's paths: `/v2`, unless hosts.toml overrides it. */
  readonly path: string;
  readonly capabilities: ReadonlySet<Capability>;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: HostTls | undefined;
  /** TLS settings for token servers elsewhere: the configured ones, without the trust that loopback addresses get. */
  readonly tokenTls: HostTls | undefined;
  /** Milliseconds in which the server must take a connection. */
  readonly dialTimeout: number | undefined;
}

/** Whether the host is this machine itself (`localhost`, 127.0.0.0/8, ::1), which may be talked to in the clear. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/:[0-9]+$/, "").replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || name === "::1" || /^127(?:\.[0-9]{1,3}){3}$/.test(name);
}

/** The host in the form that URLs with `protocol` have: in lower case, without the port that the protocol implies. */
function hostInUrl(protocol: string, host: string): string {
  const text = `${protocol}//${host}`;
  return URL.canParse(text) ? new URL(text).host : host;
}

/** Whether `url` leads to `host`, by whichever protocol. */
export function isAt(host: Host, url: URL): boolean {
  return url.host === hostInUrl(url.protocol, host.host);
}

/**
 * TLS settings to reach the token server with that a host's challenge names. As in containerd they are the host's, wherever
 * the token server is: its authorities, its client certificates and the permission not to verify. That permission is not
 * passed on where nobody configured it: a registry on loopback is not verified, but token servers elsewhere are.
 */
export function tlsForRealm(host: Host, realm: URL): HostTls | undefined {
  return isLoopback(realm.host) ? host.tls : host.tokenTls;
}

function portOf(host: string): string {
  return /:([0-9]+)$/.exec(host)?.[1] ?? "";
}

/** The server of a namespace that has no configuration. */
export function defaultHost(namespace: string, defaultScheme: string): Pick<Host, "scheme" | "host" | "tls"> {
  if (namespace === "docker.io") {
    return { scheme: "https", host: "registry-1.docker.io", tls: undefined };
  }
  if (defaultScheme === "http" || defaultScheme === "https") {
    return { scheme: defaultScheme, host: namespace, tls: undefined };
  }
  if (!isLoopback(namespace)) {
    return { scheme: "https", host: namespace, tls: undefined };
  }
  const port = portOf(namespace);
  const scheme = port === "80" ? "http" : port === "" || port === "443" ? "https" : "either";
  return { scheme, host: namespace, tls: { ca: [], clients: [], skipVerify: true } };
}

/** Whether `host` answers for a namespace that is not its own, and so has to be told which one is meant. */
export function isMirror(host: Host, namespace: string): boolean {
  const protocol = host.scheme === "http" ? "http:" : "https:";
  const isCalled = (name: string): boolean => hostInUrl(protocol, host.host) === hostInUrl(protocol, name);
  return !isCalled(namespace) && !(namespace === "docker.io" && isCalled("registry-1.docker.io"));
}
