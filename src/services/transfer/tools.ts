// What the transfers of one daemon share.
import type { Differ } from "../../core/diff.ts";
import type { ImageVerifier } from "../../core/image-verifier.ts";
import type { Metadata } from "../../core/metadata.ts";
import type { Registry, Repository } from "../../core/registry.ts";
import type { RegistryEnd } from "../../core/transfer.ts";
import type { KeyedLock } from "./keyed-lock.ts";
import type { Limiter } from "./limiter.ts";
import type { PlacesOptions } from "./unpack-platforms.ts";

export interface TransferTools {
  readonly metadata: Metadata;
  readonly registry: Registry;
  readonly differ: Differ;
  /** By plugin id; all of them must agree to a pull. */
  readonly verifiers: ReadonlyMap<string, ImageVerifier>;
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
export function repositoryOf({ registry, configPath }: TransferTools, end: RegistryEnd): Repository {
  return registry.repository(end.reference, { ...end, hostDir: end.hostDir || configPath });
}
