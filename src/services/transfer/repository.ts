// The registry's end of a transfer.
import type { CredentialSource } from "../../core/credentials.ts";
import type { Repository } from "../../core/registry.ts";
import type { CredentialsOf, RegistryEnd } from "../../core/transfer.ts";
import type { TransferConfig } from "./transfer-config.ts";

/** The repository that a client names, with the hosts, headers and credentials that it wants used. */
export function repositoryOf(config: TransferConfig, end: RegistryEnd): Repository {
  const { registry, configPath, credentialSources } = config;
  return registry.repository(end.reference, {
    ...end,
    hostDir: end.hostDir || configPath,
    credentials: credentialsFrom(end.credentials, [...credentialSources.values()]),
  });
}

/** Asks the client first, then the sources of the daemon. */
function credentialsFrom(
  own: CredentialsOf | undefined,
  sources: readonly CredentialSource[],
): CredentialsOf | undefined {
  const finders = [...(own === undefined ? [] : [own]), ...sources.map(({ find }) => find)];
  if (finders.length === 0) {
    return undefined;
  }
  return async (host, reference, challenges) => {
    for (const find of finders) {
      const credentials = await find(host, reference, challenges);
      if (credentials !== undefined) {
        return credentials;
      }
    }
    return undefined;
  };
}
