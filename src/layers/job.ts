// What the daemon and its helper process say to each other. The helper reads jobs from its standard input, each as a line of
// JSON, and does one after another until the input ends. It writes messages as lines of JSON to its standard error, where a
// crash would print, too. The bytes of a new layer go to its standard output.
import type { Descriptor } from "../core/descriptor.ts";
import type { Digest } from "../core/digest.ts";
import type { PackedFault } from "../errors/packed.ts";
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

/** A job with the number by which messages name it. */
export type NumberedJob = Job & { readonly id: number };

/**
 * What is said about one job. After `written` the job only waits for the disk, and the helper can take the next one. A result
 * or an error is the last message about a job.
 */
export type JobMessage =
  | { readonly progress: number }
  | { readonly written: true }
  | { readonly result: unknown }
  | { readonly error: PackedFault };

/** `isLast` comes before `written` or the result of the last job that the helper is willing to take. */
export type Message = ({ readonly id: number } & JobMessage) | { readonly isLast: true };

export type Report = (message: JobMessage) => void;
