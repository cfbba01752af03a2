// A transfer that is canceled at any step leaves nothing that the same transfer would stumble over, or that stays.
import { expect, test } from "bun:test";
import { derive } from "../../../src/context/index.ts";
import type { ExportEnd, TransferEnd } from "../../../src/core/transfer.ts";
import { cancelAtEveryStep } from "../../harness/cancellation.ts";
import { importEnd, layoutTar, names, prefix } from "./archives.ts";
import { leftovers, registryEnd, startTestDaemon, storeEnd, type TestDaemon, unpacked } from "./daemon.ts";
import { publishedImage } from "./published.ts";

const { server, image, reference } = await publishedImage();

interface Ends {
  readonly source: TransferEnd;
  readonly destination: TransferEnd;
}

/** Cancels a transfer at every step; each time the same one must succeed afterwards, and `after` see its result. */
async function cancelTransfer(
  daemon: TestDaemon,
  ends: (attempt: number) => Ends,
  after: (attempt: number) => Promise<void>,
): Promise<void> {
  let attempt = 0;
  const canceled = await cancelAtEveryStep(
    ({ handlerSignal }) => {
      const { source, destination } = ends(attempt);
      return daemon.run(source, destination, derive(daemon.ctx, { signal: handlerSignal }));
    },
    async () => {
      const { source, destination } = ends(attempt);
      await daemon.run(source, destination);
      await after(attempt);
      attempt++;
    },
  );
  expect(canceled).toBeGreaterThan(5);
}

async function removeImages({ metadata, ctx }: TestDaemon): Promise<void> {
  for (const { name } of await metadata.images.list(ctx)) {
    await metadata.images.delete(ctx, name);
  }
}

test("pull", async () => {
  await using daemon = await startTestDaemon();
  await cancelTransfer(
    daemon,
    () => ({ source: registryEnd(reference), destination: storeEnd(reference, unpacked) }),
    async () => {
      expect(await names(daemon)).toEqual([reference]);
      await removeImages(daemon);
      expect(await leftovers(daemon)).toEqual([]);
    },
  );
}, 300_000);

test("push", async () => {
  await using daemon = await startTestDaemon();
  await daemon.run(registryEnd(reference), storeEnd(reference));
  const before = await leftovers(daemon);
  await cancelTransfer(
    daemon,
    (attempt) => ({
      source: storeEnd(reference),
      destination: registryEnd(`${server.host}/pushed/${attempt}:latest`),
    }),
    async (attempt) => {
      const manifest = await fetch(`http://${server.host}/v2/pushed/${attempt}/manifests/latest`, {
        headers: { accept: image.manifest.mediaType },
      });
      expect(manifest.headers.get("docker-content-digest")).toBe(image.manifest.digest);
      expect(await leftovers(daemon)).toEqual(before);
    },
  );
}, 300_000);

test("import", async () => {
  await using daemon = await startTestDaemon();
  const annotated = { ...image.manifest, annotations: { "org.opencontainers.image.ref.name": "b" } };
  const archive = layoutTar([annotated], image.blobs);
  const named = { ...unpacked, extraReferences: [prefix("example.com/a")] };
  await cancelTransfer(
    daemon,
    () => ({ source: importEnd(archive), destination: storeEnd("", named) }),
    async () => {
      expect(await names(daemon)).toEqual(["example.com/a:b"]);
      await removeImages(daemon);
      expect(await leftovers(daemon)).toEqual([]);
    },
  );
}, 300_000);

test("export", async () => {
  await using daemon = await startTestDaemon();
  await daemon.run(registryEnd(reference), storeEnd(reference));
  const before = await leftovers(daemon);
  const written: number[] = [];
  const exportEnd = (): ExportEnd => ({
    kind: "export",
    write: async (bytes) => {
      written.push(bytes.length);
      await new Promise(setImmediate);
    },
    close: async () => {},
    ...{ mediaType: "", platforms: [], allPlatforms: false },
    ...{ skipCompatibilityManifest: false, skipNonDistributable: false },
  });
  const sizes = new Set<number>();
  await cancelTransfer(
    daemon,
    () => {
      written.length = 0;
      return { source: storeEnd(reference), destination: exportEnd() };
    },
    async () => {
      sizes.add(written.reduce((sum, length) => sum + length, 0));
      expect(await leftovers(daemon)).toEqual(before);
    },
  );
  expect(sizes.size).toBe(1);
}, 300_000);
