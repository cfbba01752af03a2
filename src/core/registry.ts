// A registry, seen by whoever moves images: resolve names, fetch blobs and manifests, push them.
// Source: distribution-spec; containerd core/remotes/resolver.go.
import type { Context } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Descriptor } from "./descriptor.ts";
import type { Digest } from "./digest.ts";
import type { CredentialsOf } from "./transfer.ts";

export interface RegistryOptions {
  readonly credentials?: CredentialsOf | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly hostDir?: string | undefined;
  readonly defaultScheme?: string | undefined;
}

export interface PushTarget {
  /** Whether the registry has it already. */
  exists(ctx: Context, descriptor: Descriptor): Promise<boolean>;
  /** Uploads a blob or puts a manifest. `size` bytes come from `read`, which may be called again after a failure. */
  push(
    ctx: Context,
    descriptor: Descriptor,
    read: (offset: number) => AsyncIterable<Uint8Array>,
  ): Promise<void>;
}

export interface DownloadTarget {
  readonly file: string;
  /** Bytes of the blob that the file holds already. */
  readonly offset: number;
}

export interface Downloaded {
  /** Bytes in the file. */
  readonly offset: number;
  /** Of the whole file, with the algorithm of the descriptor's. */
  readonly digest: Digest;
}

/** One repository with one way to log in. */
export interface Repository {
  /** Descriptor of the reference's tag or digest. Not found: `REF`. */
  resolve(ctx: Context): Promise<Descriptor>;
  /**
   * Bytes of a blob or manifest from `offset` on, as they come; not verified. A connection that drops is resumed with
   * Range, a few times.
   */
  fetch(ctx: Context, descriptor: Descriptor, offset?: number): AsyncIterable<Uint8Array>;
  /**
   * As fetch, but in another thread, which appends to `target.file` and hashes all of it: the daemon's event loop stays
   * free. `progress` is told how long the file is, now and then.
   */
  download(
    ctx: Context,
    descriptor: Descriptor,
    target: DownloadTarget,
    progress: (offset: number) => void,
  ): Promise<Downloaded>;
  /** The manifest with the digest `tagged` gets the reference's tag; others are put by digest. */
  pusher(ctx: Context, tagged?: Digest): PushTarget;
}

export interface Registry {
  /** Invalid argument when the reference cannot be parsed. */
  repository(reference: string, options?: RegistryOptions): Repository;
}

export const Registry = slot<Registry>("io.tsrt.registry.v1");
