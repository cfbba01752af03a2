// Media types of layers and how their bytes are compressed. Source: image-spec media-types.md; containerd core/diff/stream.go.
import { notImplemented } from "../errors/index.ts";

export type Compression = "none" | "gzip" | "zstd";

export const uncompressedLayer = "application/vnd.oci.image.layer.v1.tar";
export const gzipLayer = `${uncompressedLayer}+gzip`;
export const zstdLayer = `${uncompressedLayer}+zstd`;

/** Docker's plain type names archives of either kind: the bytes tell. */
const known: Readonly<Record<string, Compression | "detect">> = {
  "application/vnd.docker.image.rootfs.diff.tar": "detect",
  "application/vnd.docker.image.rootfs.diff.tar.gzip": "gzip",
  "application/vnd.docker.image.rootfs.diff.tar.zstd": "zstd",
  "application/vnd.docker.image.rootfs.foreign.diff.tar": "detect",
  "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip": "gzip",
  [uncompressedLayer]: "none",
  [gzipLayer]: "gzip",
  [zstdLayer]: "zstd",
  "application/vnd.oci.image.layer.nondistributable.v1.tar": "none",
  "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip": "gzip",
  "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd": "zstd",
};

export function compressionOf(mediaType: string): Compression | "detect" {
  const compression = Object.hasOwn(known, mediaType) ? known[mediaType] : undefined;
  if (compression === undefined) {
    throw notImplemented(`layer of media type ${JSON.stringify(mediaType)}`);
  }
  return compression;
}

export function detectCompression(head: Uint8Array): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08) {
    return "gzip";
  }
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) {
    return "zstd";
  }
  return "none";
}
