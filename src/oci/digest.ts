import { createHash, type Hash } from "node:crypto";
import { type Digest, parseDigest } from "../core/digest.ts";

/** The sha256 digest of bytes. */
export function digestOf(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** A running hash with `digest`'s algorithm, for comparing what is read with what was promised. */
export function hashFor(digest: Digest): Hash {
  return createHash(parseDigest(digest).algorithm);
}
