import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { background } from "../context/index.ts";
import type { ContentReader } from "../core/content.ts";
import type { Descriptor } from "../core/descriptor.ts";
import { kindOf, messageOf, notFound } from "../errors/index.ts";
import { chainId, chainIds } from "./chain-id.ts";
import { digestOf } from "./digest.ts";
import { maxDocumentBytes } from "./document.ts";
import { indexBytes, manifestBytes, parseIndex, parseManifest } from "./manifest.ts";
import { parseImageConfig } from "./manifest-config.ts";
import { annotations, ingestRef } from "./manifest-descriptor.ts";
import { childrenOf, platformsOf, readManifest } from "./manifest-read.ts";
import { isLayer, mediaTypes } from "./media-type.ts";
import { only } from "./platform-match.ts";

const encode = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));

class Blobs {
  readonly #blobs = new Map<string, Uint8Array>();

  add(mediaType: string, bytes: Uint8Array): Descriptor {
    const digest = digestOf(bytes);
    this.#blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  }

  async reader(_ctx: unknown, digest: string): Promise<ContentReader> {
    const bytes = this.#blobs.get(digest);
    if (bytes === undefined) {
      throw notFound(`content ${digest}`);
    }
    return {
      size: bytes.length,
      read: async (offset, length) => bytes.slice(offset, offset + length),
      [Symbol.asyncDispose]: async () => {},
    };
  }
}

function image(blobs: Blobs, architecture: string): Descriptor {
  const layer = blobs.add(mediaTypes.layer, encode(`layer of ${architecture}`));
  const config = blobs.add(
    mediaTypes.config,
    encode({ os: "linux", architecture, rootfs: { type: "layers" } }),
  );
  return blobs.add(
    mediaTypes.manifest,
    manifestBytes({ mediaType: mediaTypes.manifest, config, layers: [layer] }),
  );
}

test("the manifest of a platform is found by the index, or by its config", async () => {
  const blobs = new Blobs();
  const ctx = background("test");
  const amd64 = { ...image(blobs, "amd64"), platform: { os: "linux", architecture: "amd64" } };
  const arm64 = image(blobs, "arm64");
  const inner = blobs.add(mediaTypes.index, indexBytes(mediaTypes.index, [arm64]));
  const outer = blobs.add(mediaTypes.index, indexBytes(mediaTypes.index, [inner, amd64]));

  const find = async (architecture: string) =>
    (await readManifest(ctx, blobs, outer, only({ os: "linux", architecture }))).descriptor.digest;
  expect(await find("amd64")).toBe(amd64.digest);
  expect(await find("arm64")).toBe(arm64.digest);
  await expect(find("s390x")).rejects.toThrow(/no match for platform/);
  expect(await platformsOf(ctx, blobs, outer)).toEqual([
    { os: "linux", architecture: "arm64" },
    { os: "linux", architecture: "amd64" },
  ]);
  expect((await childrenOf(ctx, blobs, arm64)).map((child) => child.mediaType)).toEqual([
    mediaTypes.config,
    mediaTypes.layer,
  ]);
});

test("an index that contains itself many levels deep ends", async () => {
  const blobs = new Blobs();
  let target = image(blobs, "amd64");
  for (let level = 0; level < 20; level++) {
    target = blobs.add(mediaTypes.index, indexBytes(mediaTypes.index, [target]));
  }
  const read = readManifest(background("test"), blobs, target, only({ os: "linux", architecture: "amd64" }));
  expect(await read.then(() => "", kindOf)).toBe("not found");
});

const some = { mediaType: mediaTypes.layer, digest: digestOf("x"), size: 1 };
const manifest: Descriptor = { mediaType: mediaTypes.manifest, digest: digestOf("m"), size: 1 };
const index: Descriptor = { mediaType: mediaTypes.index, digest: digestOf("i"), size: 1 };

test.each([
  ["manifest with manifests (CVE-2021-41190)", { config: some, layers: [], manifests: [] }],
  ["manifest that calls itself an index", { mediaType: mediaTypes.index, config: some }],
  ["manifest of another type", { mediaType: mediaTypes.dockerManifest, config: some }],
  ["schema 1", { fsLayers: [] }],
  ["no config", { layers: [] }],
  ["layers not a list", { config: some, layers: { length: 1 } }],
  ["digest that is a path", { config: { ...some, digest: "sha256:../../etc/passwd" } }],
  ["unknown algorithm", { config: { ...some, digest: "md5:d41d8cd98f00b204e9800998ecf8427e" } }],
  ["negative size", { config: { ...some, size: -1 } }],
  ["size as text", { config: { ...some, size: "1" } }],
  ["size past 2^53", { config: { ...some, size: 1e300 } }],
  ["a list", []],
  ["null", null],
])("refuses a manifest: %s", (_name, json) => {
  expect(() => parseManifest(encode(json), manifest)).toThrow();
});

test.each([
  ["index with layers (CVE-2021-41190)", { manifests: [], layers: [] }],
  ["index with config", { manifests: [], config: some }],
  ["index that calls itself a manifest", { mediaType: mediaTypes.manifest, manifests: [] }],
  ["20,000 manifests", { manifests: Array.from({ length: 20_000 }, () => some) }],
])("refuses an index: %s", (_name, json) => {
  expect(() => parseIndex(encode(json), index)).toThrow();
});

test("documents over 8 MiB are not parsed (CVE-2023-25153)", () => {
  const huge = new Uint8Array(maxDocumentBytes + 1).fill(0x20);
  expect(() => parseIndex(huge, index)).toThrow(/more than the 8388608 allowed/);
  expect(() => parseManifest(Uint8Array.of(0xff, 0x7b), manifest)).toThrow(/not JSON/);
});

test("platform and diff ids are read from a config", () => {
  const config: Descriptor = { mediaType: mediaTypes.config, digest: digestOf("c"), size: 1 };
  const diffIds = [digestOf("a"), digestOf("b")];
  const read = parseImageConfig(
    encode({ os: "linux", architecture: "x86_64", rootfs: { type: "layers", diff_ids: diffIds } }),
    config,
  );
  expect(read).toEqual({ platform: { os: "linux", architecture: "amd64" }, rootfsType: "layers", diffIds });
  expect(parseImageConfig(encode({ rootfs: null }), config).diffIds).toEqual([]);
});

/** What a client is told of a document that is refused. */
function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return messageOf(error);
  }
  throw new Error("was not refused");
}

test.each([
  [
    { config: some, layers: [some, { ...some, size: "1" }] },
    'layers[1].size: must be an integer of at least 0, not "1"',
  ],
  [{ config: { ...some, digest: "md5:1" } }, 'config.digest: digest "md5:1": unsupported digest algorithm'],
  [{ config: { ...some, annotations: { a: 1 } } }, "config.annotations.a: must be a string, not 1"],
  [{ config: { ...some, platform: { os: [] } } }, "config.platform.os: must be a string, not a list"],
  [{ layers: [] }, "config: must be an object, not undefined"],
  [
    { config: some, layers: Array(10_001).fill(some) },
    "layers: has 10001 entries, more than the 10000 allowed",
  ],
])("an error names the document and the field", (json, message) => {
  const text = refusal(() => parseManifest(encode(json), manifest));
  expect(text).toBe(`manifest ${manifest.digest}: ${message}: invalid argument`);
});

test.each([
  [{ rootfs: { diff_ids: ["../x"] } }, 'rootfs.diff_ids[0]: digest "../x": invalid checksum digest format'],
  [{ rootfs: { diff_ids: "x" } }, 'rootfs.diff_ids: must be a list, not "x"'],
  [{ rootfs: [] }, "rootfs: must be an object, not a list"],
  [{ architecture: 64 }, "architecture: must be a string, not 64"],
])("an error names the config and the field", (json, message) => {
  const config: Descriptor = { mediaType: mediaTypes.config, digest: digestOf("c"), size: 1 };
  const text = refusal(() => parseImageConfig(encode(json), config));
  expect(text).toBe(`config ${config.digest}: ${message}: invalid argument`);
});

test("chain ids hash the parent's chain id and the diff id", () => {
  const [a, b] = [digestOf("a"), digestOf("b")];
  const two = `sha256:${createHash("sha256").update(`${a} ${b}`).digest("hex")}`;
  expect(chainIds([a, b])).toEqual([a, two]);
  expect(chainId([])).toBe("");
});

test("ingest refs are those of every containerd client", () => {
  expect(ingestRef(manifest)).toBe(`manifest-${manifest.digest}`);
  expect(ingestRef(index)).toBe(`index-${index.digest}`);
  expect(ingestRef(some)).toBe(`layer-${some.digest}`);
  expect(ingestRef({ ...some, mediaType: mediaTypes.dockerConfig })).toBe(`config-${some.digest}`);
  expect(ingestRef({ ...some, mediaType: "text/plain" })).toBe(`unknown-${some.digest}`);
  const named = { ...manifest, annotations: { [annotations.refName]: "latest" } };
  expect(ingestRef(named)).toBe(`manifest-latest@${manifest.digest}`);
  expect(isLayer("application/vnd.oci.image.layer.v1.tar+gzip+encrypted")).toBe(true);
});
