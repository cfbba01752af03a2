// Moving images between registries, the image store and archives, once, in the daemon.
// Source: containerd core/transfer.
import type { Scoped } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Descriptor, Platform } from "./descriptor.ts";
import type { Labels } from "./labels.ts";

export interface Credentials {
  readonly username: string;
  readonly secret: string;
  /** `credentials`: user and password; `refresh`: an OAuth refresh token; `header`: the Authorization header itself. */
  readonly kind: "credentials" | "refresh" | "header";
}

/** Asks whoever started the transfer for credentials of a host; undefined: none. */
export type CredentialsOf = (
  host: string,
  reference: string,
  challenges: readonly string[],
) => Promise<Credentials | undefined>;

export interface RegistryEnd {
  readonly kind: "registry";
  readonly reference: string;
  readonly credentials?: CredentialsOf | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Directory of `hosts.toml` files; beats the configured one. */
  readonly hostDir?: string | undefined;
  /** `http` or `https`; empty: https but for loopback. */
  readonly defaultScheme?: string | undefined;
}

export interface ImageName {
  readonly name: string;
  readonly isPrefix: boolean;
  readonly allowOverwrite: boolean;
  readonly addDigest: boolean;
  readonly skipNamedDigest: boolean;
}

export interface Unpack {
  readonly platform: Platform | undefined;
  readonly snapshotter: string;
}

export interface StoreEnd {
  readonly kind: "store";
  readonly name: string;
  readonly labels: Labels;
  /** Empty: all of them. */
  readonly platforms: readonly Platform[];
  readonly allMetadata: boolean;
  readonly manifestLimit: number;
  readonly extraReferences: readonly ImageName[];
  readonly unpacks: readonly Unpack[];
}

export interface ImportEnd {
  readonly kind: "import";
  readonly archive: AsyncIterable<Uint8Array>;
  readonly mediaType: string;
  readonly forceCompress: boolean;
}

export interface ExportEnd {
  readonly kind: "export";
  /** Resolves when the receiver has room again. */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  readonly mediaType: string;
  readonly platforms: readonly Platform[];
  readonly allPlatforms: boolean;
  readonly skipCompatibilityManifest: boolean;
  readonly skipNonDistributable: boolean;
}

export type TransferEnd = RegistryEnd | StoreEnd | ImportEnd | ExportEnd;

export interface Progress {
  /** `waiting`, `downloading`, `complete`, `extracting`, `extracted`, `already exists`, `saved`, or a sentence. */
  readonly event: string;
  readonly name: string;
  readonly parents: readonly string[];
  /** Bytes so far. */
  readonly progress: number;
  readonly total: number;
  readonly descriptor?: Descriptor | undefined;
}

export interface TransferOptions {
  readonly progress?: ((progress: Progress) => void) | undefined;
}

/** Registry ⇄ store, import → store → export, store → store; other pairs are not implemented. */
export interface Transfer {
  transfer(
    ctx: Scoped,
    source: TransferEnd,
    destination: TransferEnd,
    options?: TransferOptions,
  ): Promise<void>;
}

export const Transfer = slot<Transfer>("io.containerd.transfer.v1");
