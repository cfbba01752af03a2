// What the daemon and its helper process say to each other. The helper reads one job as JSON from its standard input and writes
// messages as lines of JSON to its standard error, where a crash would print, too. The bytes of a new layer go to its
// standard output.
import type { Descriptor } from "../core/descriptor.ts";
import type { Digest } from "../core/digest.ts";
import type { Kind } from "../errors/index.ts";
import type { MountPoint } from "../linux/mount.ts";
import type { Compression } from "../oci/compression.ts";
import type { Unsettled } from "./apply/unsettled.ts";

export interface ApplyJob {
  readonly command: "apply";
  /** The path of the blob's file. */
  readonly blob: string;
  readonly layer: Pick<Descriptor, "mediaType" | "digest" | "size">;
  readonly mounts: readonly MountPoint[];
  readonly sync: boolean;
}

export interface ApplyResult {
  /** The digest and the size in bytes of the uncompressed archive. */
  readonly digest: Digest;
  readonly size: number;
  /** What is left for a rebase, when the layers below were not there. */
  readonly unsettled: Unsettled;
}

export interface RebaseJob {
  readonly command: "rebase";
  readonly mounts: readonly MountPoint[];
  readonly parents: readonly MountPoint[];
  readonly unsettled: Unsettled;
}

export interface DiffJob {
  readonly command: "diff";
  readonly lower: readonly MountPoint[];
  readonly upper: readonly MountPoint[];
  readonly compression: Compression;
  /** Seconds since 1970: no time in the archive is later. */
  readonly sourceDateEpoch?: number | undefined;
}

export interface DiffResult {
  /** The digest and the size in bytes of the uncompressed archive. */
  readonly digest: Digest;
  readonly size: number;
}

export type Job = ApplyJob | RebaseJob | DiffJob;

export type Message =
  | { readonly progress: number }
  | { readonly written: true }
  | { readonly result: unknown }
  | { readonly error: { readonly kind: Kind; readonly message: string } };

export type Report = (message: { readonly progress: number } | { readonly written: true }) => void;
