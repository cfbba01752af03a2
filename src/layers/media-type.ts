// Media types of layers. Source: image-spec media-types.md; containerd core/diff/stream.go, core/images/diffid.go.
import { notImplemented } from "../errors/index.ts";
import type { Compression } from "../oci/compression.ts";
import { mediaTypes } from "../oci/media-type.ts";

export const uncompressedLayer = mediaTypes.layer;
export const gzipLayer = mediaTypes.layerGzip;
export const zstdLayer = mediaTypes.layerZstd;

/** The ends that a type of a layer may have: what they say about compression is often wrong, and is not relied on. */
const forms: readonly (readonly [base: string, ...ends: string[]])[] = [
  [mediaTypes.layer, "", "+gzip", "+zstd"],
  ["application/vnd.oci.image.layer.nondistributable.v1.tar", "", "+gzip", "+zstd"],
  [mediaTypes.dockerLayer, "", ".gzip", ".zstd"],
  [mediaTypes.dockerForeignLayer, "", ".gzip", ".zstd"],
];

export const layerTypes: readonly string[] = forms.flatMap(([base, ...ends]) =>
  ends.map((end) => base + end),
);

/** Not implemented when blobs of this type are no layers, or layers in a form (such as encrypted) that is unknown here. */
export function requireLayer(mediaType: string): void {
  if (!layerTypes.includes(mediaType)) {
    throw notImplemented(`layer of media type ${JSON.stringify(mediaType)}`);
  }
}

const diffCompressions: Readonly<Record<string, Compression>> = {
  [uncompressedLayer]: "none",
  [gzipLayer]: "gzip",
  [zstdLayer]: "zstd",
};

/** How a layer of this type is to be compressed when it is made. Not implemented for types that are not made here. */
export function diffCompression(mediaType: string): Compression {
  const compression = Object.hasOwn(diffCompressions, mediaType) ? diffCompressions[mediaType] : undefined;
  if (compression === undefined) {
    throw notImplemented(`unsupported diff media type: ${mediaType}`);
  }
  return compression;
}
