// Compresses the layers of an OCI layout in another way.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** `layout` has one image, whose layers are gzip. The index names the changed image afterwards. */
export function recompress(
  layout: string,
  mediaType: string,
  compress: (bytes: Uint8Array) => Uint8Array,
): void {
  const path = (digest: string): string => join(layout, "blobs/sha256", digest.slice("sha256:".length));
  const json = (file: string) => JSON.parse(readFileSync(file, "utf8"));
  const store = (bytes: Uint8Array, type: string): Descriptor => {
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    writeFileSync(path(digest), bytes);
    return { mediaType: type, digest, size: bytes.length };
  };
  const index = json(join(layout, "index.json"));
  const [target] = index.manifests;
  const manifest = json(path(target.digest));
  manifest.layers = manifest.layers.map(({ digest }: Descriptor) =>
    store(compress(gunzipSync(readFileSync(path(digest)))), mediaType),
  );
  const changed = store(Buffer.from(JSON.stringify(manifest)), target.mediaType);
  index.manifests = [{ ...target, ...changed }];
  writeFileSync(join(layout, "index.json"), JSON.stringify(index));
}
