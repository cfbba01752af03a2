// One server that may be asked about a namespace, and what it may be trusted with.
// Source: containerd docs/hosts.md.

export type Capability = "pull" | "resolve" | "push";

export const everyCapability: ReadonlySet<Capability> = new Set(["pull", "resolve", "push"]);

export interface HostTls {
  /** PEM of authorities that are trusted beside the usual ones. */
  readonly ca: readonly string[];
  readonly clients: readonly { readonly cert: string; readonly key: string }[];
  readonly skipVerify: boolean;
}

export interface Host {
  /** `either`: https, or http when the server does not speak TLS. */
  readonly scheme: "http" | "https" | "either";
  /** As it was written, with port, e.g. `Registry.example:443`: whom credentials are asked for. Compared by `isAt`. */
  readonly host: string;
  /** Prefix of the API: `/v2`, unless overridden. */
  readonly path: string;
  readonly capabilities: ReadonlySet<Capability>;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: HostTls | undefined;
  /** For token servers elsewhere: what is configured for the host, without what loopback implies. */
  readonly tokenTls: HostTls | undefined;
  /** Milliseconds in which it must take a connection. */
  readonly dialTimeout: number | undefined;
}

/** Machines talk to themselves in the clear: `localhost`, 127.0.0.0/8, ::1. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/:[0-9]+$/, "").replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || name === "::1" || /^127(?:\.[0-9]{1,3}){3}$/.test(name);
}

/** How URLs with `protocol` say it: in lower case, without the port that the protocol implies. */
function hostInUrl(protocol: string, host: string): string {
  const text = `${protocol}//${host}`;
  return URL.canParse(text) ? new URL(text).host : host;
}

/** Whether `url` leads to `host`, by https or http. */
export function isAt(host: Host, url: URL): boolean {
  return url.host === hostInUrl(url.protocol, host.host);
}

/**
 * How to reach the token server that a host's challenge names: as containerd does, wherever that is, with the host's
 * authorities, client certificates and leave not to verify; whoever controls the host could name a realm of its own. But
 * nobody gave that leave to a registry of this machine, which has it for being on loopback: it stays on loopback.
 */
export function tlsForRealm(host: Host, realm: URL): HostTls | undefined {
  return isLoopback(realm.host) ? host.tls : host.tokenTls;
}

function portOf(host: string): string {
  return /:([0-9]+)$/.exec(host)?.[1] ?? "";
}

/** The server of a namespace nobody configured. */
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

/** Whether `host` answers for a namespace that is not its own and must be told which. */
export function isMirror(host: Host, namespace: string): boolean {
  const protocol = host.scheme === "http" ? "http:" : "https:";
  const isCalled = (name: string): boolean => hostInUrl(protocol, host.host) === hostInUrl(protocol, name);
  return !isCalled(namespace) && !(namespace === "docker.io" && isCalled("registry-1.docker.io"));
}
