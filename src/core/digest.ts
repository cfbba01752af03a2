import { invalidArgument } from "../errors/index.ts";
import { type Shape, shape } from "./shape.ts";

/** `algorithm:hex`, e.g. `sha256:…`. Source: image-spec descriptor.md#digests. */
export type Digest = string;

/** The algorithms that the daemon accepts. */
export type Algorithm = "sha256" | "sha384" | "sha512";

const hexLength: Record<Algorithm, number> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * Splits and checks a digest; every path below `blobs/` is made from what this returns. Invalid argument: an unsupported
 * algorithm, or a wrong number of characters, or other characters than lower-case hexadecimal ones.
 */
export function parseDigest(digest: Digest): { algorithm: Algorithm; hex: string } {
  const colon = digest.indexOf(":");
  const algorithm = digest.slice(0, colon);
  const hex = digest.slice(colon + 1);
  if (colon < 0 || !Object.hasOwn(hexLength, algorithm)) {
    throw invalidArgument(`digest ${JSON.stringify(digest)}: unsupported digest algorithm`);
  }
  const length = hexLength[algorithm as Algorithm];
  if (hex.length !== length || !/^[a-f0-9]+$/.test(hex)) {
    throw invalidArgument(`digest ${JSON.stringify(digest)}: invalid checksum digest format`);
  }
  return { algorithm: algorithm as Algorithm, hex };
}

/** What is wrong with a digest, in go-digest's words; undefined for a good one. */
export function digestFlaw(digest: string): string | undefined {
  const [algorithm = "", hex = ""] = digest.split(/:(.*)/s);
  if (algorithm === "" || hex === "") {
    return "invalid checksum digest format";
  }
  if (!Object.hasOwn(hexLength, algorithm)) {
    const wellFormed = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[A-Za-z0-9=_-]+$/.test(digest);
    return wellFormed ? "unsupported digest algorithm" : "invalid checksum digest format";
  }
  if (hex.length !== hexLength[algorithm as Algorithm]) {
    return "invalid checksum digest length";
  }
  return /^[a-f0-9]+$/.test(hex) ? undefined : "invalid checksum digest format";
}

/** The shape of a digest in data that comes from outside. */
export const digestShape: Shape<Digest> = shape.where(shape.text, (digest) => {
  const flaw = digestFlaw(digest);
  return flaw === undefined ? undefined : `digest ${JSON.stringify(digest)}: ${flaw}`;
});
