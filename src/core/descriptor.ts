import type { Digest } from "./digest.ts";

/** The machine that an image is for, by the names of Go's GOOS and GOARCH. Source: image-spec image-index.md. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** Of the processor, such as `v7` of `arm`. */
  readonly variant?: string | undefined;
  readonly osVersion?: string | undefined;
  readonly osFeatures?: readonly string[] | undefined;
}

/** What a blob is, and how to know it. Source: image-spec descriptor.md. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** In an index: the platform of the manifest. */
  readonly platform?: Platform | undefined;
  /** Where else the blob can be downloaded from. */
  readonly urls?: readonly string[] | undefined;
  /** What kind of artifact the manifest is, when it is no image. */
  readonly artifactType?: string | undefined;
}
