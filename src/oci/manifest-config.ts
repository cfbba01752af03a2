// The part of an image's config that is needed to transfer and unpack the image. Source: image-spec config.md.
import type { Descriptor, Platform } from "../core/descriptor.ts";
import { type Digest, digestShape } from "../core/digest.ts";
import { readShape, shape } from "../core/shape.ts";
import { parseDocument } from "./document.ts";
import { platformShape } from "./manifest-descriptor.ts";
import { normalizePlatform } from "./platform.ts";

export interface ImageConfig {
  readonly platform: Platform;
  /** `layers` for images that can be unpacked; empty in old images. */
  readonly rootfsType: string;
  /** Digests of the uncompressed layers, lowest first. */
  readonly diffIds: readonly Digest[];
}

const rootfsShape = shape.object({
  type: shape.or(shape.text, ""),
  diff_ids: shape.or(shape.list(digestShape), []),
});
const configShape = shape.object({ rootfs: shape.or(rootfsShape, { type: "", diff_ids: [] }) });

/** Throws invalid argument when the config is not JSON, or a field has not the type that the specification says. */
export function parseImageConfig(bytes: Uint8Array, { digest }: Descriptor): ImageConfig {
  const what = `config ${digest}`;
  const json = parseDocument(bytes, digest);
  const { rootfs } = readShape(configShape, json, what);
  return {
    platform: normalizePlatform(readShape(platformShape, json, what)),
    rootfsType: rootfs.type,
    diffIds: rootfs.diff_ids,
  };
}
