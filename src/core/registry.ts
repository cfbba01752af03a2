// The contract of a registry client, as those see it who move images: resolve names, fetch blobs and manifests, push them.
// Source: distribution-spec; containerd core/remotes/resolver.go.
import type { Context } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Descriptor } from "./descriptor.ts";
import type { Digest } from "./digest.ts";
import type { CredentialsOf } from "./transfer.ts";

/** How a client wants a registry to be asked. */
export interface RegistryOptions {
  /** Finds credentials for a host that asks for them; absent: the registry is asked as anybody may ask it. */
  readonly credentials?: CredentialsOf | undefined;
  /** Headers for every request to the registry and its token server; those of hosts.toml replace them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Directories of `hosts.toml` files, separated by colons; empty or absent: the configured ones. */
  readonly hostDir?: string | undefined;
  /** `http` or `https` for hosts without configuration; empty or absent: https, and on loopback whichever is spoken. */
  readonly defaultScheme?: string | undefined;
}

/** Where blobs and manifests are pushed to. Source: containerd core/remotes/resolver.go, Pusher. */
export interface PushTarget {
  /** Whether the registry has the blob or manifest already. */
  exists(ctx: Context, descriptor: Descriptor): Promise<boolean>;
  /**
   * Uploads a blob or puts a manifest. `read` gives its `descriptor.size` bytes, and is called again after a failure.
   * Permission denied, unauthenticated, unavailable: the message says what the registry answered.
   */
  push(
    ctx: Context,
    descriptor: Descriptor,
    read: (offset: number) => AsyncIterable<Uint8Array>,
  ): Promise<void>;
}

/** The file that a download appends to. */
export interface DownloadTarget {
  /** Path of the file, which exists. */
  readonly file: string;
  /** Bytes of the blob that the file holds already. */
  readonly offset: number;
}

/** The file after a download. */
export interface Downloaded {
  /** Bytes in the file. */
  readonly offset: number;
  /** Digest of the whole file, with the algorithm of the descriptor's digest. */
  readonly digest: Digest;
}

/** One repository of a registry, with one way to log in. */
export interface Repository {
  /**
   * Descriptor of the reference's tag or digest, a manifest or an index. Its media type may be the registry's word: what the
   * document says counts. Not found: `REF`; invalid argument: it is something else, which the message names.
   */
  resolve(ctx: Context): Promise<Descriptor>;
  /**
   * Bytes of a blob or manifest from `offset` to its end, in chunks as they come. They are not compared with the digest. A
   * connection that drops is resumed a few times. Not found: `content sha256:…`; failed precondition: the size is another.
   */
  fetch(ctx: Context, descriptor: Descriptor, offset?: number): AsyncIterable<Uint8Array>;
  /**
   * Fetches in another thread, which appends to `target.file` and hashes all of the file, so that the daemon's event loop
   * stays free. `progress` is called now and then with the length of the file. What a failure leaves in the file is good.
   */
  download(
    ctx: Context,
    descriptor: Descriptor,
    target: DownloadTarget,
    progress: (offset: number) => void,
  ): Promise<Downloaded>;
  /** The manifest with the digest `tagged` is pushed under the reference's tag; others are pushed under their digests. */
  pusher(ctx: Context, tagged?: Digest): PushTarget;
}

/** A client of registries. */
export interface Registry {
  /** The repository that a reference names. Invalid argument: the reference cannot be parsed. */
  repository(reference: string, options?: RegistryOptions): Repository;
}

/** The slot of the daemon's registry client. */
export const Registry = slot<Registry>("io.tsrt.registry.v1");
