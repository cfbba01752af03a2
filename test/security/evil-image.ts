// Images that no honest builder makes: any bytes as layers, any config.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { succeed } from "../harness/command.ts";
import { scratch } from "../harness/scratch.ts";
import { archive, type CraftedEntry } from "../harness/tar-archive.ts";

export interface EvilImage {
  /** Archives, above a layer of busybox. */
  readonly layers?: readonly Uint8Array[];
  readonly config?: Record<string, unknown>;
  /** In place of the layers' true diff ids. */
  readonly diffIds?: readonly string[];
  /** Of the layers as stored; gzip unless told. */
  readonly compress?: (tar: Uint8Array) => Uint8Array;
}

const digestOf = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

const applets = ["sh", "cat", "echo", "env", "id", "ls", "sleep", "stat", "true"];

/** busybox and the applets that tests use, as an archive. */
async function busyboxLayer(): Promise<Uint8Array> {
  const links = applets.map((name): CraftedEntry => ({ name: `bin/${name}`, type: "2", link: "busybox" }));
  const passwd = "root:x:0:0:root:/root:/bin/sh\nguest:x:1000:1000::/:/bin/sh\n";
  const group = "root:x:0:\nguest:x:1000:\nstaff:x:50:guest\n";
  return archive(
    { name: "bin", type: "5", mode: 0o755 },
    { name: "bin/busybox", mode: 0o755, data: await Bun.file("/bin/busybox").bytes() },
    ...links,
    { name: "etc", type: "5", mode: 0o755 },
    { name: "etc/passwd", data: passwd },
    { name: "etc/group", data: group },
  );
}

/** Writes it as an OCI layout; gives the layers' digests. */
export async function writeEvilLayout(directory: string, name: string, evil: EvilImage): Promise<string[]> {
  const blobs = `${directory}/blobs/sha256`;
  mkdirSync(blobs, { recursive: true });
  const store = (bytes: Uint8Array, mediaType: string) => {
    const digest = digestOf(bytes);
    writeFileSync(`${blobs}/${digest.slice(7)}`, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const storeJson = (value: unknown, mediaType: string) =>
    store(Buffer.from(JSON.stringify(value)), mediaType);
  const tars = [await busyboxLayer(), ...(evil.layers ?? [])];
  const compress = evil.compress ?? ((tar) => gzipSync(tar));
  const layers = tars.map((tar) => store(compress(tar), "application/vnd.oci.image.layer.v1.tar+gzip"));
  const config = storeJson(
    {
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      os: "linux",
      config: { Cmd: ["sh"], Env: ["PATH=/bin"], ...evil.config },
      rootfs: { type: "layers", diff_ids: evil.diffIds ?? tars.map(digestOf) },
    },
    "application/vnd.oci.image.config.v1+json",
  );
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = storeJson({ schemaVersion: 2, mediaType, config, layers }, mediaType);
  const annotations = { "org.opencontainers.image.ref.name": "latest", "io.containerd.image.name": name };
  const index = { schemaVersion: 2, manifests: [{ ...manifest, annotations }] };
  writeFileSync(`${directory}/index.json`, JSON.stringify(index));
  writeFileSync(`${directory}/oci-layout`, JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  return layers.map(({ digest }) => digest);
}

/** Writes it as an archive to import. */
export async function writeEvilArchive(file: string, name: string, evil: EvilImage): Promise<void> {
  using layout = scratch("tsrt-evil-");
  await writeEvilLayout(layout.path, name, evil);
  await succeed(["tar", "-C", layout.path, "-cf", file, "blobs", "index.json", "oci-layout"]);
}

/** Pushes it to a registry, with skopeo; gives the layers' digests. */
export async function pushEvil(reference: string, evil: EvilImage): Promise<string[]> {
  using layout = scratch("tsrt-evil-");
  const layers = await writeEvilLayout(layout.path, reference, evil);
  const flags = ["--insecure-policy", "--dest-tls-verify=false"];
  await succeed(["skopeo", "copy", ...flags, `oci:${layout.path}:latest`, `docker://${reference}`]);
  return layers;
}
