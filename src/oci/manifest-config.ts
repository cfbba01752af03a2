// The part of an image's config that moving and unpacking it needs. Source: image-spec config.md.
import type { Descriptor, Platform } from "../core/descriptor.ts";
import { type Digest, parseDigest } from "../core/digest.ts";
import { invalidArgument } from "../errors/index.ts";
import { parseDocument } from "./document.ts";
import { isObject, readPlatform } from "./manifest-descriptor.ts";
import { normalizePlatform } from "./platform.ts";

export interface ImageConfig {
  readonly platform: Platform;
  /** `layers` for images that can be unpacked; empty in old ones. */
  readonly rootfsType: string;
  /** Digests of the uncompressed layers, lowest first. */
  readonly diffIds: readonly Digest[];
}

/** Invalid argument when it is not JSON, or a diff id is not a digest. */
export function parseImageConfig(bytes: Uint8Array, descriptor: Descriptor): ImageConfig {
  const json = parseDocument(bytes, descriptor.digest);
  const rootfs = isObject(json.rootfs) ? json.rootfs : {};
  const type = rootfs.type;
  return {
    platform: normalizePlatform(readPlatform(json)),
    rootfsType: typeof type === "string" ? type : "",
    diffIds: readDiffIds(rootfs.diff_ids, descriptor.digest),
  };
}

function readDiffIds(json: unknown, config: Digest): Digest[] {
  if (json === undefined || json === null) {
    return [];
  }
  if (!Array.isArray(json)) {
    throw invalidArgument(`config ${config}: diff_ids: not a list`);
  }
  return json.map((diffId) => {
    parseDigest(String(diffId));
    return String(diffId);
  });
}
