// Images whose layers hold the same files in other compressions share snapshots, and have blobs of their own.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Descriptor } from "../../../src/core/descriptor.ts";
import { snapshotLabels } from "../../../src/core/labels.ts";
import type { Snapshotter } from "../../../src/core/snapshotter.ts";
import { alreadyExists } from "../../../src/errors/index.ts";
import { chainId } from "../../../src/oci/chain-id.ts";
import { parseManifest } from "../../../src/oci/manifest.ts";
import { readDocument } from "../../../src/oci/manifest-read.ts";
import { type RegistryServer, startRegistry } from "../../harness/registry.ts";
import { importEnd, layoutTar, prefix } from "./archives.ts";
import { leftovers, registryEnd, startTestDaemon, storeEnd, type TestDaemon, unpacked } from "./daemon.ts";
import { makeImage, publish, type TestImage } from "./image.ts";

let server: RegistryServer;
let image: TestImage;
let recompressed: TestImage;
let gzip: string;
let zstd: string;

beforeAll(async () => {
  image = makeImage({ bulk: 1 << 20 });
  server = await startRegistry();
  gzip = `${server.host}/app:gzip`;
  zstd = `${server.host}/app:zstd`;
  await publish(image, gzip);
  recompressed = makeImage({ recompressed: image.tars });
  await publish(recompressed, zstd);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  image[Symbol.dispose]();
  recompressed[Symbol.dispose]();
});

async function layersOf({ metadata, ctx }: TestDaemon, name: string): Promise<readonly Descriptor[]> {
  const { target } = await metadata.images.get(ctx, name);
  return parseManifest(await readDocument(ctx, metadata.content, target), target).layers;
}

/** Sends the image to another registry, which has none of its blobs. */
async function pushElsewhere(daemon: TestDaemon, name: string): Promise<number> {
  await using elsewhere = await startRegistry();
  const events = await daemon.run(storeEnd(name), registryEnd(`${elsewhere.host}/app:copy`));
  return events.filter(({ event }) => event === "complete").length;
}

async function expectWhole(daemon: TestDaemon, name: string): Promise<void> {
  const left = await leftovers(daemon);
  const layers = await layersOf(daemon, name);
  expect(left).toContainValues(layers.map(({ digest }) => `content ${digest}`));
  expect(await pushElsewhere(daemon, name)).toBe(layers.length + 2);
}

test.each([true, false])(
  "an image whose snapshots are another's has its blobs (side by side: %p)",
  async (parallel) => {
    await using daemon = await startTestDaemon({ parallel });
    await daemon.run(registryEnd(gzip), storeEnd("gzip", unpacked));
    const events = await daemon.run(registryEnd(zstd), storeEnd("zstd", unpacked));
    expect(events.filter(({ event }) => event === "extracted")).toEqual([]);
    const [first, second] = [await layersOf(daemon, "gzip"), await layersOf(daemon, "zstd")];
    expect(new Set([...first, ...second].map(({ digest }) => digest)).size).toBe(2 * first.length);
    await expectWhole(daemon, "zstd");
    await expectWhole(daemon, "gzip");
    // Nobody compared the new blobs with the diff ids, so nothing may say that they are the same.
    const { labels } = await daemon.metadata.content.info(daemon.ctx, second[0]?.digest ?? "");
    expect(labels["containerd.io/uncompressed"]).toBeUndefined();
  },
  60_000,
);

test.each([true, false])(
  "both are whole when they are pulled at once (side by side: %p)",
  async (parallel) => {
    await using daemon = await startTestDaemon({ parallel });
    await Promise.all([
      daemon.run(registryEnd(gzip), storeEnd("gzip", unpacked)),
      daemon.run(registryEnd(zstd), storeEnd("zstd", unpacked)),
    ]);
    await expectWhole(daemon, "zstd");
    await expectWhole(daemon, "gzip");
  },
  60_000,
);

/** Brings the layers for which `has` says so by itself, as a remote snapshotter does. */
class RemoteSnapshotter implements Snapshotter {
  readonly canRebase = false;
  readonly #driver: Snapshotter;
  readonly #has: (chain: string) => boolean;

  constructor(driver: Snapshotter, has: (chain: string) => boolean) {
    this.#driver = driver;
    this.#has = has;
  }

  async prepare(chain: Parameters<Snapshotter["prepare"]>[0]): Promise<void> {
    await this.#driver.prepare(chain);
    if (this.#has(chain.labels[snapshotLabels.ref] ?? "")) {
      throw alreadyExists("layer of the remote snapshotter");
    }
  }

  mounts: Snapshotter["mounts"] = (chain) => this.#driver.mounts(chain);
  commit: Snapshotter["commit"] = (chain) => this.#driver.commit(chain);
  usage: Snapshotter["usage"] = (chain) => this.#driver.usage(chain);
  remove: Snapshotter["remove"] = (number) => this.#driver.remove(number);
  list: Snapshotter["list"] = () => this.#driver.list();
}

test("layers that a remote snapshotter brings are not fetched, by the first pull or a later one", async () => {
  const lowest = chainId(image.diffIds.slice(0, 1));
  await using daemon = await startTestDaemon({
    snapshotter: (overlayfs) => new RemoteSnapshotter(overlayfs, (chain) => chain === lowest),
  });
  for (const [reference, name] of [
    [gzip, "gzip"],
    [zstd, "zstd"],
  ] as const) {
    await daemon.run(registryEnd(reference), storeEnd(name, unpacked));
    const left = await leftovers(daemon);
    const [base, ...above] = await layersOf(daemon, name);
    expect(left).not.toContain(`content ${base?.digest}`);
    expect(left).toContainValues(above.map(({ digest }) => `content ${digest}`));
  }
  expect((await daemon.metadata.snapshots.of("").stat(daemon.ctx, lowest)).labels).toMatchObject({
    [snapshotLabels.remote]: "remote snapshot",
  });
}, 60_000);

test("an image cannot pass off its layers as a remote snapshotter's", async () => {
  await using daemon = await startTestDaemon();
  const annotations = { [snapshotLabels.remote]: "remote snapshot", "containerd.io/snapshot/a": "b" };
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: image.manifest.mediaType,
      config: image.config,
      layers: image.layers.map((layer) => ({ ...layer, annotations })),
    }),
  );
  const digest = `sha256:${new Bun.CryptoHasher("sha256").update(manifest).digest("hex")}`;
  const target = {
    mediaType: image.manifest.mediaType,
    digest,
    size: manifest.length,
    annotations: { "org.opencontainers.image.ref.name": "v1" },
  };
  const archive = layoutTar([target], new Map([...image.blobs, [digest, manifest]]));
  await daemon.run(importEnd(archive), storeEnd("", { ...unpacked, extraReferences: [prefix("annotated")] }));
  const { labels } = await daemon.metadata.snapshots.of("").stat(daemon.ctx, chainId(image.diffIds));
  expect(labels["containerd.io/snapshot/a"]).toBe("b");
  expect(labels[snapshotLabels.remote]).toBeUndefined();
  await daemon.run(registryEnd(zstd), storeEnd("zstd", unpacked));
  await expectWhole(daemon, "zstd");
}, 60_000);
