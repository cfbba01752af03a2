// The media types of images, and what they mean. Source: image-spec media-types.md; containerd core/images/mediatypes.go.

export const mediaTypes = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
  layerGzip: "application/vnd.oci.image.layer.v1.tar+gzip",
  layerZstd: "application/vnd.oci.image.layer.v1.tar+zstd",
  dockerManifest: "application/vnd.docker.distribution.manifest.v2+json",
  dockerManifestList: "application/vnd.docker.distribution.manifest.list.v2+json",
  dockerConfig: "application/vnd.docker.container.image.v1+json",
  dockerLayer: "application/vnd.docker.image.rootfs.diff.tar",
  dockerLayerGzip: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  dockerLayerZstd: "application/vnd.docker.image.rootfs.diff.tar.zstd",
  dockerForeignLayer: "application/vnd.docker.image.rootfs.foreign.diff.tar",
  dockerForeignLayerGzip: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
  dockerForeignLayerZstd: "application/vnd.docker.image.rootfs.foreign.diff.tar.zstd",
  dockerSchema1: "application/vnd.docker.distribution.manifest.v1+prettyjws",
  checkpoint: "application/vnd.containerd.container.criu.checkpoint.criu.tar",
  checkpointConfig: "application/vnd.containerd.container.checkpoint.config.v1+proto",
  inToto: "application/vnd.in-toto+json",
} as const;

const dockerLayers = new Set<string>([
  mediaTypes.dockerLayer,
  mediaTypes.dockerLayerGzip,
  mediaTypes.dockerLayerZstd,
  mediaTypes.dockerForeignLayer,
  mediaTypes.dockerForeignLayerGzip,
  mediaTypes.dockerForeignLayerZstd,
]);

export function isManifest(mediaType: string): boolean {
  return mediaType === mediaTypes.manifest || mediaType === mediaTypes.dockerManifest;
}

export function isIndex(mediaType: string): boolean {
  return mediaType === mediaTypes.index || mediaType === mediaTypes.dockerManifestList;
}

/** Whether the type is Docker's first format of manifests, signed or not. It is not supported any more. */
export function isSchema1(mediaType: string): boolean {
  return mediaType.startsWith("application/vnd.docker.distribution.manifest.v1+");
}

/** A layer with a suffix such as `+encrypted` is a layer too. */
export function isLayer(mediaType: string): boolean {
  const [base = ""] = mediaType.split("+", 1);
  return mediaType.startsWith("application/vnd.oci.image.layer.") || dockerLayers.has(base);
}

export function isConfig(mediaType: string): boolean {
  return mediaType === mediaTypes.config || mediaType === mediaTypes.dockerConfig;
}

/** Whether the type is a config of an image or of one of containerd's checkpoints. */
export function isKnownConfig(mediaType: string): boolean {
  return (
    isConfig(mediaType) || mediaType === mediaTypes.checkpoint || mediaType === mediaTypes.checkpointConfig
  );
}

/** Whether the type is a layer that registries may not hold. Such layers have URLs from which they are fetched. */
export function isNonDistributable(mediaType: string): boolean {
  return (
    mediaType.startsWith("application/vnd.oci.image.layer.nondistributable.") ||
    mediaType.startsWith("application/vnd.docker.image.rootfs.foreign.")
  );
}
