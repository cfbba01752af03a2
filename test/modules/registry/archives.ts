// Image archives, right and wrong ones, and the ends of transfers that import them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Descriptor } from "../../../src/core/descriptor.ts";
import type { ImageName, ImportEnd } from "../../../src/core/transfer.ts";
import { indexBytes } from "../../../src/oci/manifest.ts";
import { mediaTypes } from "../../../src/oci/media-type.ts";
import type { TestDaemon } from "./daemon.ts";

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 32_768) {
    yield bytes.subarray(at, at + 32_768);
  }
}

export function importEnd(bytes: Uint8Array, forceCompress = false): ImportEnd {
  return { kind: "import", archive: chunks(bytes), mediaType: "", forceCompress };
}

export const prefix = (name: string, more: Partial<ImageName> = {}): ImageName => ({
  ...{ name, isPrefix: true, allowOverwrite: false, addDigest: false, skipNamedDigest: false },
  ...more,
});

export async function names({ metadata, ctx }: TestDaemon): Promise<string[]> {
  return (await metadata.images.list(ctx)).map(({ name }) => name).sort();
}

/** A layout as an archive. Its index names `targets`; each blob is stored under its key, which a test may have chosen wrong. */
export function layoutTar(
  targets: readonly Descriptor[],
  blobs: ReadonlyMap<string, Uint8Array>,
  index?: Uint8Array,
): Uint8Array {
  const files = new Map<string, Uint8Array>([["oci-layout", Buffer.from('{"imageLayoutVersion":"1.0.0"}')]]);
  files.set("index.json", index ?? indexBytes(mediaTypes.index, targets));
  for (const [digest, bytes] of blobs) {
    files.set(`blobs/${digest.replace(":", "/")}`, bytes);
  }
  return tarOf(files);
}

export function tarOf(files: ReadonlyMap<string, Uint8Array | string>): Uint8Array {
  const root = mkdtempSync(join(tmpdir(), "tar-"));
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  const made = Bun.spawnSync(["tar", "-C", root, "-c", ...files.keys()], { maxBuffer: 1 << 28 });
  rmSync(root, { recursive: true });
  return new Uint8Array(made.stdout);
}
