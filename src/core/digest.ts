import { invalidArgument } from "../errors/index.ts";

/** `algorithm:hex`, e.g. `sha256:…`. Source: image-spec descriptor.md#digests. */
export type Digest = string;

export type Algorithm = "sha256" | "sha384" | "sha512";

const hexLength: Record<Algorithm, number> = { sha256: 64, sha384: 96, sha512: 128 };

/** Splits and checks a digest: every path below `blobs/` is made from what this returns. */
export function parseDigest(digest: Digest): { algorithm: Algorithm; hex: string } {
  const colon = digest.indexOf(":");
  const algorithm = digest.slice(0, colon);
  const hex = digest.slice(colon + 1);
  if (colon < 0 || !(algorithm in hexLength)) {
    throw invalidArgument(`digest ${JSON.stringify(digest)}: unsupported digest algorithm`);
  }
  const length = hexLength[algorithm as Algorithm];
  if (hex.length !== length || !/^[a-f0-9]+$/.test(hex)) {
    throw invalidArgument(`digest ${JSON.stringify(digest)}: invalid checksum digest format`);
  }
  return { algorithm: algorithm as Algorithm, hex };
}
