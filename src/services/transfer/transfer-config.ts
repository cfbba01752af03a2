// What all transfers of a daemon work with: its services, its limits and its settings.
import type { KeyedLock } from "../../context/keyed-lock.ts";
import type { Limiter } from "../../context/limiter.ts";
import type { CredentialSource } from "../../core/credentials.ts";
import type { Differ } from "../../core/diff.ts";
import type { ImageVerifier } from "../../core/image-verifier.ts";
import type { Metadata } from "../../core/metadata.ts";
import type { Registry } from "../../core/registry.ts";
import type { TransferLeases } from "./lease.ts";
import type { PlacesOptions } from "./unpack-platforms.ts";

export interface TransferConfig {
  readonly metadata: Metadata;
  readonly leases: TransferLeases;
  readonly registry: Registry;
  readonly differ: Differ;
  /** Image verifiers by the ids of their plugins. A pull goes on only if all of them agree. */
  readonly verifiers: ReadonlyMap<string, ImageVerifier>;
  /** Sources of credentials by the ids of their plugins, which are asked when the client has none. */
  readonly credentialSources: ReadonlyMap<string, CredentialSource>;
  /** The directory of `hosts.toml` files when the client names none. Empty: that of the registry plugin. */
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
