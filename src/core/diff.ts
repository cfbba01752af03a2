// Between layers and directories: applying a layer's archive to mounts, and making one from two mounts.
import type { Scoped } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Descriptor } from "./descriptor.ts";
import type { Labels } from "./labels.ts";
import type { Mount } from "./mount.ts";

export interface ApplyOptions {
  /** Make the files durable before it resolves. Default true. */
  readonly sync?: boolean | undefined;
  /** Bytes of the compressed layer applied so far, called now and then. */
  readonly progress?: ((bytes: number) => void) | undefined;
}

export interface Applied {
  /** Of the uncompressed archive: `application/vnd.oci.image.layer.v1.tar`, its size and digest (the diff id). */
  readonly descriptor: Descriptor;
  /** Directories the layer names only implicitly, relative to its root, parents before children. */
  readonly implicit: readonly string[];
}

export interface DiffOptions {
  /** Empty: OCI gzip. */
  readonly mediaType?: string | undefined;
  /** Ingest ref; empty makes one. */
  readonly ref?: string | undefined;
  readonly labels?: Labels | undefined;
  /** All times in the archive are at most this (seconds). */
  readonly sourceDateEpoch?: number | undefined;
}

/** Not implemented: the media type is not this differ's; the next one is asked. */
export interface Differ {
  apply(ctx: Scoped, layer: Descriptor, mounts: readonly Mount[], options?: ApplyOptions): Promise<Applied>;
  /** Gives `directories` of a layer that was applied without its parents the mode, owner, times and xattrs they have there. */
  inherit(
    ctx: Scoped,
    mounts: readonly Mount[],
    parents: readonly Mount[],
    directories: readonly string[],
  ): Promise<void>;
  diff(
    ctx: Scoped,
    lower: readonly Mount[],
    upper: readonly Mount[],
    options?: DiffOptions,
  ): Promise<Descriptor>;
}

export const Differ = slot<Differ>("io.containerd.differ.v1");
