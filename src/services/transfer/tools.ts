// What the transfers of one daemon share.

import type { KeyedLock } from "../../context/keyed-lock.ts";
import type { Limiter } from "../../context/limiter.ts";
import type { CredentialSource } from "../../core/credentials.ts";
import type { Differ } from "../../core/diff.ts";
import type { ImageVerifier } from "../../core/image-verifier.ts";
import type { Metadata } from "../../core/metadata.ts";
import type { Registry, Repository } from "../../core/registry.ts";
import type { CredentialsOf, RegistryEnd } from "../../core/transfer.ts";
import type { TransferLeases } from "./lease.ts";
import type { PlacesOptions } from "./unpack-platforms.ts";

export interface TransferTools {
  readonly metadata: Metadata;
  readonly leases: TransferLeases;
  readonly registry: Registry;
  readonly differ: Differ;
  /** By plugin id; all of them must agree to a pull. */
  readonly verifiers: ReadonlyMap<string, ImageVerifier>;
  /** By plugin id; asked where the client has no credentials. */
  readonly credentialSources: ReadonlyMap<string, CredentialSource>;
  /** Directory of `hosts.toml` files where the client names none; empty: the registry client's own. */
  readonly configPath: string;
  readonly downloads: Limiter;
  readonly uploads: Limiter;
  readonly unpacks: Limiter;
  readonly locks: KeyedLock;
  readonly places: PlacesOptions;
  /** Whether layers are unpacked side by side where the snapshotter can rebase. */
  readonly parallel: boolean;
  /** Whether unpacked files are made durable before they are committed. */
  readonly sync: boolean;
}

/** The repository that a client means, asked the way it wants. */
export function repositoryOf(tools: TransferTools, end: RegistryEnd): Repository {
  const { registry, configPath, credentialSources } = tools;
  return registry.repository(end.reference, {
    ...end,
    hostDir: end.hostDir || configPath,
    credentials: credentialsFrom(end.credentials, [...credentialSources.values()]),
  });
}

/** The client's own first, then what the daemon's sources know. */
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
