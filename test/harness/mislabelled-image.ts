// Makes an image whose layers are compressed in other ways than their media types say, as some real images are.
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { Descriptor } from "../../src/core/descriptor.ts";
import { layerTypes } from "../../src/layers/media-type.ts";
import { digestOf } from "../../src/oci/digest.ts";
import { indexBytes, manifestBytes } from "../../src/oci/manifest.ts";
import { isNonDistributable, mediaTypes } from "../../src/oci/media-type.ts";
import { archive } from "./tar-archive.ts";

const forms: readonly ((plain: Buffer) => Buffer)[] = [
  (plain) => plain,
  (plain) => gzipSync(plain),
  (plain) => zstdCompressSync(plain),
];

interface MislabelledLayer {
  readonly descriptor: Descriptor;
  readonly bytes: Buffer;
  readonly diffId: string;
}

/** A layer for each media type in each compression. Each has a file with its number. */
function makeLayers(types: readonly string[]): MislabelledLayer[] {
  const kinds = types.flatMap((mediaType) => forms.map((form) => ({ mediaType, form })));
  return kinds.map(({ mediaType, form }, number) => {
    const plain = archive({ name: `layers/${number}`, data: `layer ${number}` });
    const bytes = form(plain);
    const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length };
    return { descriptor, bytes, diffId: digestOf(plain) };
  });
}

function configOf(layers: readonly MislabelledLayer[]): Buffer {
  const platform = { os: "linux", architecture: process.arch === "x64" ? "amd64" : process.arch };
  const rootfs = { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) };
  return Buffer.from(JSON.stringify({ ...platform, config: {}, rootfs }));
}

/** The types of layers that a registry accepts. */
export const distributableTypes: readonly string[] = layerTypes.filter((type) => !isNonDistributable(type));

/** An OCI layout as an archive, and the number of its layers. */
export function mislabelledLayout(
  name: string,
  types: readonly string[] = layerTypes,
): { tar: Buffer; layers: number } {
  const layers = makeLayers(types);
  const configBytes = configOf(layers);
  const config = { mediaType: mediaTypes.config, digest: digestOf(configBytes), size: configBytes.length };
  const descriptors = layers.map(({ descriptor }) => descriptor);
  const manifest = manifestBytes({ mediaType: mediaTypes.manifest, config, layers: descriptors });
  const annotations = { "io.containerd.image.name": name };
  const target = {
    mediaType: mediaTypes.manifest,
    digest: digestOf(manifest),
    size: manifest.length,
    annotations,
  };
  const blobs = [configBytes, Buffer.from(manifest), ...layers.map(({ bytes }) => bytes)];
  const files = blobs.map((data) => ({ name: `blobs/${digestOf(data).replace(":", "/")}`, data }));
  const tar = archive({ name: "oci-layout", data: '{"imageLayoutVersion":"1.0.0"}' }, ...files, {
    name: "index.json",
    data: indexBytes(mediaTypes.index, [target]),
  });
  return { tar, layers: layers.length };
}

/** The same image in Docker's format, in which layers have no media type, and names that say nothing about the compression. */
export function mislabelledDockerArchive(name: string): { tar: Buffer; layers: number } {
  const layers = makeLayers([mediaTypes.dockerLayer]);
  const manifest = [
    { Config: "config.json", RepoTags: [name], Layers: layers.map((_, number) => `${number}/layer.tar`) },
  ];
  const tar = archive(
    ...layers.map(({ bytes }, number) => ({ name: `${number}/layer.tar`, data: bytes })),
    { name: "config.json", data: configOf(layers) },
    { name: "manifest.json", data: JSON.stringify(manifest) },
  );
  return { tar, layers: layers.length };
}
