// Import and export of archives, made and read by skopeo as well.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExportEnd, StoreEnd } from "../../../src/core/transfer.ts";
import { kindOf, messageOf } from "../../../src/errors/index.ts";
import { chainId } from "../../../src/oci/chain-id.ts";
import { digestOf } from "../../../src/oci/digest.ts";
import { indexBytes } from "../../../src/oci/manifest.ts";
import { mediaTypes } from "../../../src/oci/media-type.ts";
import { importEnd, layoutTar, names, prefix } from "./archives.ts";
import { startTestDaemon, storeEnd, type TestDaemon, unpacked } from "./daemon.ts";
import { makeImage, type TestImage } from "./image.ts";

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
  const archive = layoutTar([root], blobs);
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
