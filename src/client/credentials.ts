// Answers to a daemon that asks for the credentials of a registry. Source: containerd core/transfer/registry/registry.go.
import type { Credentials, CredentialsOf } from "../core/transfer.ts";
import { AuthRequest, AuthResponse, AuthType } from "../rpc/gen/transfer.ts";
import { type ClientStream, unpack } from "./streaming.ts";

/** One registry by several names: images are called after the first, the last is what answers. */
const dockerHosts = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/** For the host of `reference` only: whoever it redirects to must not learn a password (CVE-2020-15157). */
export function credentialsFor(reference: string, credentials: Credentials): CredentialsOf {
  const own = canonicalHost(reference.split("/", 1)[0] ?? "");
  return async (host) => (canonicalHost(host) === own ? credentials : undefined);
}

/** Daemons ask for the host of a URL, which does not name its scheme's port. */
function canonicalHost(host: string): string {
  const name = host.toLowerCase().replace(/:(?:80|443)$/, "");
  return dockerHosts.includes(name) ? "docker.io" : name;
}

const authTypes = {
  credentials: AuthType.CREDENTIALS,
  refresh: AuthType.REFRESH,
  header: AuthType.HEADER,
} as const satisfies Record<Credentials["kind"], number>;

/** Until the daemon asks no more. */
export async function answerCredentials(stream: ClientStream, credentialsOf: CredentialsOf): Promise<void> {
  for (;;) {
    const any = await stream.receive();
    if (any === undefined) {
      return;
    }
    const request = unpack(AuthRequest, any);
    if (request !== undefined) {
      const { host, reference, wwwauthenticate } = request;
      await stream.send(AuthResponse, answerOf(await credentialsOf(host, reference, wwwauthenticate)));
    }
  }
}

function answerOf(credentials: Credentials | undefined) {
  if (credentials === undefined) {
    return { authType: AuthType.NONE };
  }
  const { kind, username, secret } = credentials;
  return { authType: authTypes[kind], username, secret };
}
