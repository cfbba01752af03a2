// Makes an OCI image from busybox-static: the smallest real image that runs anything.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { succeed } from "./command.ts";
import { type Scratch, scratch } from "./scratch.ts";

export interface ImageOptions {
  /** Directories whose contents become one layer each, above the one of busybox. */
  readonly layers?: readonly string[];
  readonly config?: Record<string, unknown>;
  /** Leave directories out of the layers above busybox's: unpackers must make them. */
  readonly implicitDirectories?: boolean;
  /** Put into the index as `org.opencontainers.image.ref.name` and `io.containerd.image.name`. */
  readonly name?: string;
}

/** Files of busybox: its applets as links, passwd, group and directories that programs expect. */
function busyboxFiles(directory: Scratch): void {
  for (const name of ["bin", "dev", "etc", "home", "proc", "root", "sys", "tmp", "var", "www"]) {
    mkdirSync(directory.join(name));
  }
  copyFileSync("/bin/busybox", directory.join("bin/busybox"));
  const listed = Bun.spawnSync(["/bin/busybox", "--list"]).stdout.toString();
  for (const applet of listed.split("\n").filter((line) => line !== "" && line !== "busybox")) {
    symlinkSync("busybox", directory.join("bin", applet));
  }
  writeFileSync(
    directory.join("etc/passwd"),
    "root:x:0:0:root:/root:/bin/sh\nguest:x:1000:1000::/home:/bin/sh\n",
  );
  writeFileSync(directory.join("etc/group"), "root:x:0:\nguest:x:1000:\nstaff:x:50:guest\n");
  writeFileSync(directory.join("www/index.html"), "hello from a container\n");
}

const tarFlags = [
  "--numeric-owner",
  "--sort=name",
  "--format=posix",
  "--sparse",
  "--xattrs",
  "--xattrs-include=user.*",
];

/** Relative paths in an archive's order. Without directories only those that are empty or whiteouts' are named. */
async function tarOf(directory: string, isImplicit: boolean): Promise<Uint8Array> {
  using output = scratch("tsrt-tar-");
  const file = output.join("layer.tar");
  const names = await succeed(["find", ".", ...(isImplicit ? ["!", "-type", "d"] : [])], { cwd: directory });
  const list = output.join("names");
  writeFileSync(list, names);
  await succeed(["tar", ...tarFlags, "-C", directory, "--no-recursion", "-T", list, "-cf", file]);
  return new Uint8Array(readFileSync(file));
}

const digestOf = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** Writes an OCI layout into `directory`; give it to `skopeo`, or tar it for an import. */
export async function writeLayout(
  directory: string,
  options: ImageOptions = {},
): Promise<{ digest: string }> {
  using busybox = scratch("tsrt-busybox-");
  busyboxFiles(busybox);
  const blobs = `${directory}/blobs/sha256`;
  mkdirSync(blobs, { recursive: true });
  const store = (bytes: Uint8Array, mediaType: string) => {
    const digest = digestOf(bytes);
    writeFileSync(`${blobs}/${digest.slice(7)}`, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const storeJson = (value: unknown, mediaType: string) =>
    store(Buffer.from(JSON.stringify(value)), mediaType);
  const isImplicit = options.implicitDirectories === true;
  const uppers = (options.layers ?? []).map((layer, index) => tarOf(layer, isImplicit && index > 0));
  const archives = await Promise.all([tarOf(busybox.path, false), ...uppers]);
  const layers = archives.map((tar) => store(gzipSync(tar), "application/vnd.oci.image.layer.v1.tar+gzip"));
  const config = storeJson(
    {
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      os: "linux",
      config: { Cmd: ["sh"], Env: ["PATH=/bin"], ...options.config },
      rootfs: { type: "layers", diff_ids: archives.map(digestOf) },
    },
    "application/vnd.oci.image.config.v1+json",
  );
  const manifestType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = storeJson({ schemaVersion: 2, mediaType: manifestType, config, layers }, manifestType);
  const name = options.name ?? "latest";
  const annotations = { "org.opencontainers.image.ref.name": name, "io.containerd.image.name": name };
  const index = { schemaVersion: 2, manifests: [{ ...manifest, annotations }] };
  writeFileSync(`${directory}/index.json`, JSON.stringify(index));
  writeFileSync(`${directory}/oci-layout`, JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  return { digest: manifest.digest };
}

/** The same as one tar archive, for imports. */
export async function writeArchive(file: string, options: ImageOptions = {}): Promise<{ digest: string }> {
  using layout = scratch("tsrt-layout-");
  const image = await writeLayout(layout.path, options);
  await succeed(["tar", "-C", layout.path, "-cf", file, "blobs", "index.json", "oci-layout"]);
  return image;
}

/** Pushes an image of busybox to a registry, with skopeo. `flags` are more of skopeo's. */
export async function pushImage(
  reference: string,
  options: ImageOptions = {},
  flags: readonly string[] = [],
): Promise<{ digest: string }> {
  using layout = scratch("tsrt-layout-");
  const image = await writeLayout(layout.path, options);
  const source = `oci:${layout.path}:${options.name ?? "latest"}`;
  await succeed([
    "skopeo",
    "copy",
    "--insecure-policy",
    "--dest-tls-verify=false",
    ...flags,
    source,
    `docker://${reference}`,
  ]);
  return image;
}
