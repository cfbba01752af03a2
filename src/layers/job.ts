// What the daemon and its helper process say to each other: a job as JSON on stdin; messages as lines of JSON on
// stderr, where a crash's last words go too; stdout carries a diff's bytes.
import type { Descriptor } from "../core/descriptor.ts";
import type { Digest } from "../core/digest.ts";
import type { Kind } from "../errors/index.ts";
import type { MountPoint } from "../linux/mount.ts";
import type { Compression } from "../oci/compression.ts";
import type { Unsettled } from "./apply/unsettled.ts";

export interface ApplyJob {
  readonly command: "apply";
  /** Path of the blob's file. */
  readonly blob: string;
  readonly layer: Pick<Descriptor, "mediaType" | "digest" | "size">;
  readonly mounts: readonly MountPoint[];
  readonly sync: boolean;
}

export interface ApplyResult {
  /** Of the plain archive. */
  readonly digest: Digest;
  readonly size: number;
  /** What a later rebase has to do. */
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
  /** Seconds; all times in the archive are at most this. */
  readonly sourceDateEpoch?: number | undefined;
}

export interface DiffResult {
  /** Of the plain archive. */
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
