// Answers to a daemon that asks for credentials while it talks to a registry. Source: containerd core/transfer/registry/registry.go.
import type { Credentials, CredentialsOf } from "../core/transfer.ts";
import { pack, unpack } from "../messages/any.ts";
import { fromCredentials } from "../messages/credentials.ts";
import { AuthRequest, AuthResponse } from "../rpc/gen/transfer.ts";
import type { ClientStream } from "./streaming.ts";

/** The names of Docker's registry: images bear the first one, and the last one is the host that answers. */
const dockerHosts = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/**
 * Answers with the credentials for the host of `reference`, and with none for any other host: whoever a registry redirects to
 * must not learn a password (CVE-2020-15157).
 */
export function credentialsFor(reference: string, credentials: Credentials): CredentialsOf {
  const own = canonicalHost(reference.split("/", 1)[0] ?? "");
  return async (host) => (canonicalHost(host) === own ? credentials : undefined);
}

/** One spelling of a host. The port of the scheme is left out, as in the URLs that daemons ask for. */
function canonicalHost(host: string): string {
  const name = host.toLowerCase().replace(/:(?:80|443)$/, "");
  return dockerHosts.includes(name) ? "docker.io" : name;
}

/** Answers each question on the stream. Resolves when the daemon asks no more. */
export async function answerCredentials(stream: ClientStream, credentialsOf: CredentialsOf): Promise<void> {
  for (;;) {
    const any = await stream.receive();
    if (any === undefined) {
      return;
    }
    const request = unpack(AuthRequest, any);
    if (request !== undefined) {
      const { host, reference, wwwauthenticate } = request;
      const answer = await credentialsOf(host, reference, wwwauthenticate);
      await stream.send(pack(AuthResponse, fromCredentials(answer)));
    }
  }
}
