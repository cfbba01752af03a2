import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Algorithm, type Digest, parseDigest } from "../../core/digest.ts";

/** The algorithms whose blobs the store keeps, in the order in which it lists them. */
export const algorithms: readonly Algorithm[] = ["sha256", "sha384", "sha512"];

/** Where blobs and ingests are below the store's root: as in containerd's local store (plugins/content/local). */
export class Layout {
  readonly blobs: string;
  readonly ingests: string;

  constructor(root: string) {
    this.blobs = join(root, "blobs");
    this.ingests = join(root, "ingest");
  }

  algorithm(algorithm: Algorithm): string {
    return join(this.blobs, algorithm);
  }

  blob(digest: Digest): string {
    const { algorithm, hex } = parseDigest(digest);
    return join(this.blobs, algorithm, hex);
  }

  /** A ref may have any length and hold any character, so its hash names the directory. */
  ingest(ref: string): string {
    return join(this.ingests, createHash("sha256").update(ref).digest("hex"));
  }
}
