import { createHash, type Hash } from "node:crypto";
import { type Digest, parseDigest } from "../core/digest.ts";

/** The sha256 digest of bytes. */
export function digestOf(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** A new hash with the algorithm of `digest`, for comparing content with its digest while it is read. */
export function hashFor(digest: Digest): Hash {
  return createHash(parseDigest(digest).algorithm);
}
