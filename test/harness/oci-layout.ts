// Makes OCI layouts for tests, correct or wrong ones, and brings them into an archive or, by skopeo, into a registry. It uses no
// code of src, so that src is not tested with its own output.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { succeed } from "./command.ts";

export interface OciDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

export interface OciPlatform {
  readonly os: string;
  readonly architecture: string;
}

export const ociTypes = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layerGzip: "application/vnd.oci.image.layer.v1.tar+gzip",
} as const;

/** The platform of this machine, as images name it. */
export const ownPlatform: OciPlatform = {
  os: "linux",
  architecture: process.arch === "x64" ? "amd64" : process.arch,
};

export function sha256(bytes: Uint8Array | string): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

export interface OciImageOptions {
  readonly platform?: OciPlatform;
  /** The part of the config that says how a container is run. */
  readonly config?: Record<string, unknown>;
  /** Diff ids for the config, instead of the true digests of the archives. */
  readonly diffIds?: readonly string[];
  /** Compression and media type of the layers. Default gzip. */
  readonly compress?: (tar: Uint8Array) => Uint8Array;
  readonly layerType?: string;
}

export interface OciImage {
  readonly manifest: OciDescriptor;
  readonly config: OciDescriptor;
  readonly layers: readonly OciDescriptor[];
  readonly diffIds: readonly string[];
}

export class OciLayout {
  readonly directory: string;
  /** The stored blobs by digest. */
  readonly blobs = new Map<string, Uint8Array>();

  /** Makes a layout in `directory`. It has no index until `writeIndex` is called. */
  constructor(directory: string) {
    this.directory = directory;
    mkdirSync(`${directory}/blobs/sha256`, { recursive: true });
    writeFileSync(`${directory}/oci-layout`, JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  }

  /** Stores bytes, a text as it is, or a document as JSON. */
  store(mediaType: string, content: Uint8Array | string | object): OciDescriptor {
    const isRaw = content instanceof Uint8Array || typeof content === "string";
    const bytes = Buffer.from(isRaw ? (content as Uint8Array) : JSON.stringify(content));
    const digest = sha256(bytes);
    this.blobs.set(digest, bytes);
    writeFileSync(`${this.directory}/blobs/${digest.replace(":", "/")}`, bytes);
    return { mediaType, digest, size: bytes.length };
  }

  /** Stores an image whose layers are `tars`, the lowest first. */
  image(tars: readonly Uint8Array[], options: OciImageOptions = {}): OciImage {
    const { compress = gzipSync, layerType = ociTypes.layerGzip, platform = ownPlatform } = options;
    const layers = tars.map((tar) => this.store(layerType, compress(tar)));
    const diffIds = options.diffIds ?? tars.map(sha256);
    const config = this.store(ociTypes.config, {
      ...platform,
      config: { Cmd: ["sh"], Env: ["PATH=/bin"], ...options.config },
      rootfs: { type: "layers", diff_ids: diffIds },
    });
    const mediaType = ociTypes.manifest;
    const manifest = this.store(mediaType, { schemaVersion: 2, mediaType, config, layers });
    return { manifest, config, layers, diffIds };
  }

  /** Writes the index of the layout, which names `targets`. */
  writeIndex(...targets: readonly object[]): void {
    writeFileSync(`${this.directory}/index.json`, JSON.stringify({ schemaVersion: 2, manifests: targets }));
  }
}

/** The target with the annotation that names it; `refName` is also the name by which skopeo finds it in a layout. */
export function named(target: OciDescriptor, name: string, refName = name): object {
  const annotations = { "org.opencontainers.image.ref.name": refName, "io.containerd.image.name": name };
  return { ...target, annotations };
}

/** Makes one tar archive of a layout, for imports. */
export async function archiveLayout(directory: string, file: string): Promise<void> {
  await succeed(["tar", "-C", directory, "-cf", file, "blobs", "index.json", "oci-layout"]);
}

/** Copies the image that a layout calls `refName` to a registry. `flags` are more of skopeo's. */
export async function pushLayout(
  directory: string,
  refName: string,
  reference: string,
  flags: readonly string[] = [],
): Promise<void> {
  const all = ["--insecure-policy", "--dest-tls-verify=false", ...flags];
  await succeed(["skopeo", "copy", ...all, `oci:${directory}:${refName}`, `docker://${reference}`]);
}
