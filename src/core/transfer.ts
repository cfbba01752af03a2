// Moving images between registries, the image store and archives, inside the daemon. Source: containerd core/transfer.
import type { Scoped } from "../context/index.ts";
import type { Limiter } from "../context/limiter.ts";
import { slot } from "../plugin/index.ts";
import type { Descriptor, Platform } from "./descriptor.ts";
import type { Labels } from "./labels.ts";

/** What a registry accepts as a login. */
export interface Credentials {
  /** Empty where the secret alone is enough. */
  readonly username: string;
  readonly secret: string;
  /**
   * What the secret is: `credentials` means a password, `refresh` a refresh token of OAuth, `header` the value of the
   * Authorization header.
   */
  readonly kind: "credentials" | "refresh" | "header";
}

/**
 * Finds credentials for a host that asks for them. `reference` is what is pulled or pushed, `challenges` are the values of the
 * host's WWW-Authenticate headers. Undefined: there are none.
 */
export type CredentialsOf = (
  host: string,
  reference: string,
  challenges: readonly string[],
) => Promise<Credentials | undefined>;

/** A registry at one end of a transfer. */
export interface RegistryEnd {
  readonly kind: "registry";
  readonly reference: string;
  /** The client's own credentials; they are asked for before the daemon's sources. */
  readonly credentials?: CredentialsOf | undefined;
  /** Headers for every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Directory of `hosts.toml` files, instead of the configured one. */
  readonly hostDir?: string | undefined;
  /** `http` or `https`; empty: https, except on loopback. */
  readonly defaultScheme?: string | undefined;
}

/** How images that are found in an archive are to be called. */
export interface ImageName {
  readonly name: string;
  /** Whether `name` is the beginning of names to which the archive's own are added. */
  readonly isPrefix: boolean;
  readonly allowOverwrite: boolean;
  /** Whether the digest is added to the name. */
  readonly addDigest: boolean;
  /** Whether no name with a digest is made for an image that has a name already. */
  readonly skipNamedDigest: boolean;
}

/** Where an image is to be unpacked. */
export interface Unpack {
  /** Undefined: the platform of this machine. */
  readonly platform: Platform | undefined;
  /** Empty: the default snapshotter. */
  readonly snapshotter: string;
}

/** The image store at one end of a transfer. */
export interface StoreEnd {
  readonly kind: "store";
  /** Name of the image; may be empty where an archive brings names. */
  readonly name: string;
  readonly labels: Labels;
  /** The platforms to bring; empty: all of them. */
  readonly platforms: readonly Platform[];
  /** Whether manifests and configs of other platforms are brought too. */
  readonly allMetadata: boolean;
  /** The largest number of manifests of an index to bring; 0: all. */
  readonly manifestLimit: number;
  readonly extraReferences: readonly ImageName[];
  readonly unpacks: readonly Unpack[];
}

/** An archive that a client sends. */
export interface ImportEnd {
  readonly kind: "import";
  readonly archive: AsyncIterable<Uint8Array>;
  /** What the archive is; empty: the daemon finds out. */
  readonly mediaType: string;
  /** Whether layers that come without compression are compressed. */
  readonly forceCompress: boolean;
}

/** An archive that a client gets. */
export interface ExportEnd {
  readonly kind: "export";
  /** Resolves when the receiver has room again. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the archive. */
  close(): Promise<void>;
  readonly mediaType: string;
  /** The platforms to export; empty: the one of this machine. */
  readonly platforms: readonly Platform[];
  readonly allPlatforms: boolean;
  /** Whether `manifest.json`, by which docker reads the archive, is left out. */
  readonly skipCompatibilityManifest: boolean;
  /** Whether layers that may not be distributed are left out. */
  readonly skipNonDistributable: boolean;
}

/** One end of a transfer. */
export type TransferEnd = RegistryEnd | StoreEnd | ImportEnd | ExportEnd;

/** What a client is told while a transfer runs. */
export interface Progress {
  /** `waiting`, `downloading`, `complete`, `extracting`, `extracted`, `already exists`, `saved`, or a sentence. */
  readonly event: string;
  /** What the event is about. */
  readonly name: string;
  /** Names of the events' subjects that this one belongs to. */
  readonly parents: readonly string[];
  /** Bytes so far. */
  readonly progress: number;
  /** Bytes in all; 0 when unknown. */
  readonly total: number;
  readonly descriptor?: Descriptor | undefined;
}

/** How a transfer is run. */
export interface TransferOptions {
  /** Limits how many blobs are fetched at once, together with all transfers that get the same one; in place of the service's. */
  readonly downloads?: Limiter | undefined;
  readonly progress?: ((progress: Progress) => void) | undefined;
}

/** Moves images. */
export interface Transfer {
  /**
   * From registry to store, store to registry, archive to store, store to archive, store to store. Not implemented: others. From
   * store to store an image gets the names and is unpacked in the places that the destination tells; it may tell no name.
   */
  transfer(
    ctx: Scoped,
    source: TransferEnd,
    destination: TransferEnd,
    options?: TransferOptions,
  ): Promise<void>;
}

/** The slot of the transfer service. */
export const Transfer = slot<Transfer>("io.containerd.transfer.v1");
