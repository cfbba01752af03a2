// Small OCI images made from Debian's busybox-static, and a way to put them into a registry that is not ours (skopeo).
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Descriptor, Platform } from "../../../src/core/descriptor.ts";
import { digestOf } from "../../../src/oci/digest.ts";
import { indexBytes, manifestBytes } from "../../../src/oci/manifest.ts";
import { mediaTypes } from "../../../src/oci/media-type.ts";

export interface TestImage extends Disposable {
  /** An OCI layout. */
  readonly directory: string;
  readonly index: Descriptor;
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly diffIds: readonly string[];
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  /** The layers without compression. */
  readonly tars: readonly Uint8Array[];
}

export interface TestImageOptions {
  /** Random bytes in a layer of their own, for downloads that take a while. */
  readonly bulk?: number;
  readonly platform?: Platform;
  /** Changes the image's config, and so its digests. */
  readonly command?: string;
  /** Layers as `tars` of another image, compressed with zstd instead of gzip: the diff ids are the same. */
  readonly recompressed?: readonly Uint8Array[];
}

/** Layers: busybox; files, a whiteout and a directory that only the layer below names; and bulk, where asked for. */
export function makeImage(options: TestImageOptions = {}): TestImage {
  const directory = mkdtempSync(join(tmpdir(), "image-"));
  const blobs = new Map<string, Uint8Array>();
  const add = (mediaType: string, bytes: Uint8Array): Descriptor => {
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const tars = options.recompressed ?? layerTrees(options).map((tree) => makeTar(directory, tree));
  const layers = tars.map((tar) =>
    options.recompressed === undefined
      ? add(mediaTypes.layerGzip, Bun.gzipSync(tar as Uint8Array<ArrayBuffer>))
      : add(mediaTypes.layerZstd, Bun.zstdCompressSync(tar as Uint8Array<ArrayBuffer>)),
  );
  const diffIds = tars.map((tar) => digestOf(tar));
  const platform = options.platform ?? {
    os: "linux",
    architecture: process.arch === "x64" ? "amd64" : process.arch,
  };
  const config = add(mediaTypes.config, configBytes(platform, diffIds, options.command ?? "sh"));
  const manifest = {
    ...add(mediaTypes.manifest, manifestBytes({ mediaType: mediaTypes.manifest, config, layers })),
    platform,
  };
  const index = add(mediaTypes.index, indexBytes(mediaTypes.index, [manifest]));
  writeLayout(directory, blobs, manifest);
  return {
    ...{ directory, index, manifest, config, layers, diffIds, blobs, tars },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

type Tree = (root: string) => void;

function layerTrees({ bulk = 0 }: TestImageOptions): Tree[] {
  const base: Tree = (root) => {
    mkdirSync(join(root, "bin"));
    copyFileSync("/bin/busybox", join(root, "bin/busybox"));
    for (const name of ["sh", "true", "cat", "echo", "sleep", "httpd"]) {
      symlinkSync("busybox", join(root, "bin", name));
    }
    mkdirSync(join(root, "etc"), { mode: 0o750 });
    writeFileSync(join(root, "etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
    writeFileSync(join(root, "etc/removed"), "gone in the next layer\n");
  };
  const files: Tree = (root) => {
    mkdirSync(join(root, "etc"));
    writeFileSync(join(root, "etc/.wh.removed"), "");
    writeFileSync(join(root, "etc/motd"), "hello\n");
  };
  const filler: Tree = (root) => {
    writeFileSync(
      join(root, "bulk"),
      new Uint8Array(bulk).map(() => Math.random() * 256),
    );
  };
  return bulk > 0 ? [base, files, filler] : [base, files];
}

function makeTar(directory: string, tree: Tree): Uint8Array {
  const root = mkdtempSync(join(directory, "tree-"));
  tree(root);
  const tar = Bun.spawnSync(["tar", "-C", root, "--sort=name", "--owner=0", "--group=0", "-c", "."], {
    maxBuffer: 1 << 30,
  });
  rmSync(root, { recursive: true });
  if (!tar.success) {
    throw new Error(tar.stderr.toString());
  }
  return new Uint8Array(tar.stdout);
}

function configBytes(platform: Platform, diffIds: readonly string[], command: string): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({
      ...platform,
      config: { Env: ["PATH=/bin"], Cmd: [command] },
      rootfs: { type: "layers", diff_ids: diffIds },
    }),
  );
}

function writeLayout(directory: string, blobs: ReadonlyMap<string, Uint8Array>, manifest: Descriptor): void {
  for (const [digest, bytes] of blobs) {
    const path = join(directory, "blobs", digest.replace(":", "/"));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  const named = { ...manifest, annotations: { "org.opencontainers.image.ref.name": "latest" } };
  writeFileSync(join(directory, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(directory, "index.json"), indexBytes(mediaTypes.index, [named]));
}

/** Copies the layout to `host/name`, with skopeo. */
export async function publish(
  image: TestImage,
  reference: string,
  more: readonly string[] = [],
): Promise<void> {
  const child = Bun.spawn(
    [
      "skopeo",
      "copy",
      "--insecure-policy",
      "--dest-tls-verify=false",
      ...more,
      `oci:${image.directory}:latest`,
      `docker://${reference}`,
    ],
    { stdout: "ignore", stderr: "pipe" },
  );
  const said = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) {
    throw new Error(said);
  }
}
