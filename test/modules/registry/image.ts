// Small OCI images of which a test knows every blob, and a way to put them into a registry that is not ours (skopeo).
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Descriptor, Platform } from "../../../src/core/descriptor.ts";
import { tarOf } from "../../harness/image.ts";
import { named, OciLayout, ociTypes, ownPlatform, pushLayout } from "../../harness/oci-layout.ts";
import { scratch } from "../../harness/scratch.ts";

export interface TestImage extends Disposable {
  /** The OCI layout that holds the image, under the name `latest`. */
  readonly directory: string;
  readonly index: Descriptor;
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly diffIds: readonly string[];
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  /** The layers as archives without compression. */
  readonly tars: readonly Uint8Array[];
}

export interface TestImageOptions {
  /** So many random bytes are put into a layer of their own, whose transfer takes a while. */
  readonly bulk?: number;
  readonly platform?: Platform;
  /** The command of the config. Another one makes another image. */
  readonly command?: string;
  /** The `tars` of another image, which become layers that are compressed with zstd instead of gzip. */
  readonly recompressed?: readonly Uint8Array[];
}

/**
 * Makes an image of busybox, of a layer with files, a whiteout and a directory that only the layer below has an entry of, and
 * of a layer with bulk where that is wanted.
 */
export function makeImage(options: TestImageOptions = {}): TestImage {
  const directory = scratch("image-");
  const layout = new OciLayout(directory.path);
  const tars = options.recompressed ?? layerTrees(options).map(makeTar);
  const platform = options.platform ?? ownPlatform;
  const image = layout.image(tars, {
    platform,
    config: { Cmd: [options.command ?? "sh"] },
    ...(options.recompressed === undefined ? {} : zstd),
  });
  const manifest = { ...image.manifest, platform };
  layout.writeIndex(named(manifest, "latest"));
  const mediaType = ociTypes.index;
  const index = layout.store(mediaType, { schemaVersion: 2, mediaType, manifests: [manifest] });
  const { blobs } = layout;
  return {
    ...{ ...image, manifest, index, blobs, tars, directory: directory.path },
    [Symbol.dispose]: () => directory[Symbol.dispose](),
  };
}

const zstd = {
  compress: (tar: Uint8Array): Uint8Array => Bun.zstdCompressSync(tar as Uint8Array<ArrayBuffer>),
  layerType: "application/vnd.oci.image.layer.v1.tar+zstd",
};

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

function makeTar(tree: Tree): Uint8Array {
  using root = scratch("tree-");
  tree(root.path);
  return tarOf(root.path);
}

/** Copies the image to a registry, with skopeo. */
export async function publish(
  image: TestImage,
  reference: string,
  flags: readonly string[] = [],
): Promise<void> {
  await pushLayout(image.directory, "latest", reference, flags);
}
