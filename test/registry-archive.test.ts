// Import and export of archives, made and read by skopeo as well.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { derive } from "../src/context/index.ts";
import type { Descriptor } from "../src/core/descriptor.ts";
import type { ExportEnd, ImageName, ImportEnd, StoreEnd } from "../src/core/transfer.ts";
import { kindOf, messageOf } from "../src/errors/index.ts";
import { chainId } from "../src/oci/chain-id.ts";
import { digestOf } from "../src/oci/digest.ts";
import { indexBytes, manifestBytes } from "../src/oci/manifest.ts";
import { mediaTypes } from "../src/oci/media-type.ts";
import { leftovers, startTestDaemon, storeEnd, type TestDaemon, unpacked } from "./registry-daemon.ts";
import { makeImage, type TestImage } from "./registry-image.ts";

let scratch: string;
let image: TestImage;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "archive-"));
  image = makeImage();
});

afterAll(() => {
  rmSync(scratch, { recursive: true });
  image[Symbol.dispose]();
});

function skopeo(...args: string[]): string {
  const done = Bun.spawnSync(["skopeo", "--insecure-policy", ...args]);
  if (!done.success) {
    throw new Error(done.stderr.toString());
  }
  return done.stdout.toString();
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 32_768) {
    yield bytes.subarray(at, at + 32_768);
  }
}

function importEnd(bytes: Uint8Array, forceCompress = false): ImportEnd {
  return { kind: "import", archive: chunks(bytes), mediaType: "", forceCompress };
}

const prefix = (name: string, more: Partial<ImageName> = {}): ImageName => ({
  ...{ name, isPrefix: true, allowOverwrite: false, addDigest: false, skipNamedDigest: false },
  ...more,
});

async function names({ metadata, ctx }: TestDaemon): Promise<string[]> {
  return (await metadata.images.list(ctx)).map(({ name }) => name).sort();
}

async function exported(
  daemon: TestDaemon,
  source: StoreEnd,
  more: Partial<ExportEnd> = {},
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  await daemon.run(source, {
    kind: "export",
    write: async (bytes) => {
      pieces.push(bytes.slice());
    },
    close: async () => {},
    mediaType: "",
    platforms: [],
    allPlatforms: false,
    skipCompatibilityManifest: false,
    skipNonDistributable: false,
    ...more,
  });
  return Buffer.concat(pieces);
}

test("an OCI archive: imported, unpacked, named by its annotation", async () => {
  await using daemon = await startTestDaemon();
  const archive = join(scratch, "oci.tar");
  skopeo("copy", `oci:${image.directory}:latest`, `oci-archive:${archive}:v1`);
  const events = await daemon.run(
    importEnd(readFileSync(archive)),
    storeEnd("", { ...unpacked, extraReferences: [prefix("example.test/app")] }),
  );
  expect(await names(daemon)).toEqual(["example.test/app:v1"]);
  const { target } = await daemon.metadata.images.get(daemon.ctx, "example.test/app:v1");
  expect(target.digest).toBe(image.manifest.digest);
  const info = await daemon.metadata.snapshots.of("").stat(daemon.ctx, chainId(image.diffIds));
  expect(info.kind).toBe("committed");
  expect(events.map(({ event, name }) => `${event} ${name}`.trim())).toContainValues([
    "Importing",
    "saved example.test/app:v1",
    "Completed import",
  ]);
  await daemon.metadata.collectable.collect();
  const left = [];
  for await (const { digest } of daemon.metadata.content.list(daemon.ctx)) {
    left.push(digest);
  }
  expect(left.sort()).toEqual(
    [image.manifest, image.config, ...image.layers].map(({ digest }) => digest).sort(),
  );
});

test.each([false, true])("a docker archive (compressed on import: %p)", async (compress) => {
  await using daemon = await startTestDaemon();
  const archive = join(scratch, `docker-${compress}.tar`);
  skopeo("copy", `oci:${image.directory}:latest`, `docker-archive:${archive}:busybox:v2`);
  await daemon.run(
    importEnd(Bun.gzipSync(readFileSync(archive)), compress),
    storeEnd("", {
      ...unpacked,
      extraReferences: [prefix("import", { allowOverwrite: true, addDigest: true })],
    }),
  );
  const [tagged = "", ...digested] = await names(daemon);
  expect(tagged).toBe("docker.io/library/busybox:v2");
  // As in containerd: the index that was made of the archive, and its one image.
  expect(digested.map((name) => name.replace(/[a-f0-9]{64}/, ""))).toEqual([
    "import@sha256:",
    "import@sha256:",
  ]);
  const { target } = await daemon.metadata.images.get(daemon.ctx, tagged);
  expect(target.mediaType).toBe(mediaTypes.dockerManifest);
  expect(await daemon.metadata.snapshots.of("").stat(daemon.ctx, chainId(image.diffIds))).toBeDefined();
  const types = [];
  for await (const { digest, labels } of daemon.metadata.content.list(daemon.ctx)) {
    types.push(labels["containerd.io/uncompressed"] === digest ? "plain" : "other");
  }
  expect(types.includes("plain")).toBe(!compress);
});

test("what we export is what skopeo reads, both ways, and what we import again", async () => {
  await using daemon = await startTestDaemon();
  const archive = join(scratch, "in.tar");
  skopeo("copy", `oci:${image.directory}:latest`, `oci-archive:${archive}:first`);
  const first = "docker.io/library/busybox:first";
  const name = "docker.io/library/busybox:mine";
  await daemon.run(
    importEnd(readFileSync(archive)),
    storeEnd("", { extraReferences: [prefix("docker.io/library/busybox")] }),
  );
  await daemon.run(storeEnd(first), storeEnd(name));
  expect(await names(daemon)).toEqual([first, name]);

  const bytes = await exported(daemon, storeEnd(name));
  expect((await exported(daemon, storeEnd(name))).equals(bytes)).toBe(true);
  const path = join(scratch, "out.tar");
  writeFileSync(path, bytes);
  expect(JSON.parse(skopeo("inspect", `oci-archive:${path}`))).toMatchObject({
    Digest: image.manifest.digest,
  });
  expect(JSON.parse(skopeo("inspect", "--config", `docker-archive:${path}`)).rootfs.diff_ids).toEqual(
    image.diffIds,
  );
  const listed = Bun.spawnSync(["tar", "-xOf", path, "manifest.json"]).stdout.toString();
  expect(JSON.parse(listed)[0].RepoTags).toEqual(["busybox:mine"]);

  await using other = await startTestDaemon();
  await other.run(importEnd(bytes), storeEnd("", { extraReferences: [prefix("docker.io/library/busybox")] }));
  expect(await names(other)).toEqual([name]);
});

test("an index: one platform, or all; without docker's manifest", async () => {
  using arm = makeImage({ platform: { os: "linux", architecture: "arm64" }, command: "arm" });
  const index = indexBytes(mediaTypes.index, [image.manifest, arm.manifest]);
  const blobs = new Map([...image.blobs, ...arm.blobs, [digestOf(index), index]]);
  const root = { mediaType: mediaTypes.index, digest: digestOf(index), size: index.length };
  const archive = layoutTar("multi", [root], blobs);
  await using daemon = await startTestDaemon();
  const linux = (architecture: string) => ({ os: "linux", architecture });
  const named = { extraReferences: [prefix("x.test/multi", { addDigest: true })] };
  await daemon.run(importEnd(archive), storeEnd("", named));
  const name = `x.test/multi@${root.digest}`;

  const holds = async (bytes: Buffer, digest: string): Promise<boolean> => bytes.includes(digest.slice(7));
  const layerOf = (of: TestImage): string => of.config.digest;
  const onlyArm = await exported(daemon, storeEnd(name), {
    platforms: [linux("arm64")],
    skipCompatibilityManifest: true,
  });
  expect(onlyArm.includes(`blobs/sha256/${layerOf(arm).slice(7)}`)).toBe(true);
  expect(onlyArm.includes(`blobs/sha256/${layerOf(image).slice(7)}`)).toBe(false);
  expect(onlyArm.includes("manifest.json\0")).toBe(false);
  const all = await exported(daemon, storeEnd(name), { allPlatforms: true });
  expect(all.includes(`blobs/sha256/${layerOf(image).slice(7)}`)).toBe(true);
  expect(all.includes(`blobs/sha256/${layerOf(arm).slice(7)}`)).toBe(true);
  const missing = exported(daemon, storeEnd(name), { platforms: [linux("s390x")] });
  expect(await missing.then(String, messageOf)).toBe("no manifest found for platform: not found");
  expect(await holds(all, root.digest)).toBe(true);

  await using some = await startTestDaemon();
  await some.run(importEnd(onlyArm), storeEnd("", { ...named, platforms: [linux("arm64")] }));
  expect(await names(some)).toContain(name);
  const both = some.run(importEnd(onlyArm), storeEnd("", named));
  expect(await both.then(String, kindOf)).toBe("not found");
});

/** A layout whose index names `targets`; blobs are put at the names given, right or wrong. */
function layoutTar(
  name: string,
  targets: readonly Descriptor[],
  blobs: ReadonlyMap<string, Uint8Array>,
  index?: Uint8Array,
): Uint8Array {
  const files = new Map<string, Uint8Array>([["oci-layout", Buffer.from('{"imageLayoutVersion":"1.0.0"}')]]);
  files.set("index.json", index ?? indexBytes(mediaTypes.index, targets));
  for (const [digest, bytes] of blobs) {
    files.set(`blobs/${digest.replace(":", "/")}`, bytes);
  }
  return tarOf(name, files);
}

function tarOf(name: string, files: ReadonlyMap<string, Uint8Array | string>): Uint8Array {
  const root = join(scratch, name);
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  const made = Bun.spawnSync(["tar", "-C", root, "-c", ...files.keys()], { maxBuffer: 1 << 28 });
  rmSync(root, { recursive: true });
  return new Uint8Array(made.stdout);
}

function evil(kind: string): Uint8Array {
  const { manifest, config, layers, blobs } = image;
  const [layer = config] = layers;
  const add = (mediaType: string, bytes: Uint8Array, more = blobs): [Descriptor, Map<string, Uint8Array>] => {
    const digest = digestOf(bytes);
    return [{ mediaType, digest, size: bytes.length }, new Map([...more, [digest, bytes]])];
  };
  switch (kind) {
    case "index of 9 MiB (CVE-2023-25153)":
      return layoutTar(
        "e",
        [],
        new Map(),
        Buffer.concat([Buffer.from('{"manifests":[]'), Buffer.alloc(9 << 20, " "), Buffer.from("}")]),
      );
    case "manifest.json of 9 MiB":
      return tarOf(
        "e",
        new Map([
          ["manifest.json", Buffer.concat([Buffer.from("["), Buffer.alloc(9 << 20, " "), Buffer.from("]")])],
        ]),
      );
    case "manifest that is also an index (CVE-2021-41190)": {
      const both = Buffer.from(
        JSON.stringify({
          ...JSON.parse(Buffer.from(blobs.get(manifest.digest) ?? []).toString()),
          manifests: [],
        }),
      );
      return layoutTar("e", ...pair(add(mediaTypes.manifest, both)));
    }
    case "blob that is not what its name says":
      return layoutTar("e", [manifest], new Map([...blobs, [layer.digest, Buffer.from("something else")]]));
    case "layer that is missing":
      return layoutTar("e", [manifest], new Map([...blobs].filter(([digest]) => digest !== layer.digest)));
    case "layer shorter than it says": {
      const bytes = manifestBytes({
        mediaType: mediaTypes.manifest,
        config,
        layers: [{ ...layer, size: layer.size + 1 }, ...layers.slice(1)],
      });
      return layoutTar("e", ...pair(add(mediaTypes.manifest, bytes)));
    }
    case "wrong diff id": {
      const [lie, more] = add(
        mediaTypes.config,
        Buffer.from(
          JSON.stringify({
            os: "linux",
            architecture: "amd64",
            rootfs: { type: "layers", diff_ids: [digestOf("lie")] },
          }),
        ),
      );
      const bytes = manifestBytes({ mediaType: mediaTypes.manifest, config: lie, layers: [layer] });
      return layoutTar("e", ...pair(add(mediaTypes.manifest, bytes, more)));
    }
    case "more layers than diff ids": {
      const bytes = manifestBytes({
        mediaType: mediaTypes.manifest,
        config,
        layers: [layer, layer, layer, layer],
      });
      return layoutTar("e", ...pair(add(mediaTypes.manifest, bytes)));
    }
    case "no image at all":
      return tarOf("e", new Map([["readme", "hello"]]));
    case "docker manifest that names files outside":
      return tarOf(
        "e",
        new Map([
          ["manifest.json", '[{"Config":"/etc/passwd","Layers":["../../x"]}]'],
          ["x", "y"],
        ]),
      );
    case "docker manifest with a bad tag":
      return tarOf(
        "e",
        new Map([
          ["manifest.json", '[{"Config":"c","Layers":[],"RepoTags":["../../etc:x"]}]'],
          ["c", '{"os":"linux","architecture":"amd64"}'],
        ]),
      );
    default:
      throw new Error(kind);
  }
}

const pair = ([target, blobs]: [Descriptor, Map<string, Uint8Array>]): [
  Descriptor[],
  Map<string, Uint8Array>,
] => [[target], blobs];

test.each([
  ["index of 9 MiB (CVE-2023-25153)", "more than the 8388608 allowed"],
  ["manifest.json of 9 MiB", "more than the 8388608 allowed"],
  ["manifest that is also an index (CVE-2021-41190)", "expected manifest but found index"],
  ["blob that is not what its name says", "unexpected digest"],
  ["layer that is missing", "which it does not hold"],
  ["layer shorter than it says", "were promised"],
  ["wrong diff id", "wrong diff id"],
  ["more layers than diff ids", "number of layers and diffIDs don't match"],
  ["no image at all", "unrecognized image format"],
  ["docker manifest that names files outside", 'image config "/etc/passwd" is not in the archive'],
  ["docker manifest with a bad tag", "invalid reference"],
])("refuses %s, and keeps nothing", async (kind, text) => {
  await using daemon = await startTestDaemon();
  const { metadata, ctx } = daemon;
  const importing = daemon.run(
    importEnd(evil(kind)),
    storeEnd("x", { ...unpacked, extraReferences: [prefix("x.test/evil", { addDigest: true })] }),
  );
  expect(await importing.then(() => "no error", messageOf)).toContain(text);
  expect(await names(daemon)).toEqual([]);
  expect(await metadata.leases.list(ctx)).toEqual([]);
  expect(await leftovers(daemon)).toEqual([]);
});

test("an archive that breaks off is an error", async () => {
  await using daemon = await startTestDaemon();
  const whole = layoutTar("cut", [image.manifest], image.blobs);
  for (const length of [0, 511, 700, whole.length >> 1]) {
    const importing = daemon.run(importEnd(whole.subarray(0, length)), storeEnd("x"));
    expect(await importing.then(() => "no error", kindOf)).toBe("invalid argument");
  }
  expect(await names(daemon)).toEqual([]);
});

test("an import whose client falls silent can be cancelled", async () => {
  await using daemon = await startTestDaemon();
  const stop = new AbortController();
  const silence: ImportEnd = {
    ...importEnd(new Uint8Array()),
    archive: (async function* () {
      yield new Uint8Array(100);
      await new Promise(() => {});
    })(),
  };
  const importing = daemon.run(silence, storeEnd("x"), derive(daemon.ctx, { signal: stop.signal }));
  setTimeout(() => stop.abort(), 50);
  expect(await importing.then(() => "no error", kindOf)).toBe("canceled");
});
