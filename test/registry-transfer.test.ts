// Pull and push through the daemon's parts, against docker-registry.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Digest } from "../src/core/digest.ts";
import { chainId } from "../src/oci/chain-id.ts";
import { registryEnd, startTestDaemon, storeEnd, type TestDaemon, unpacked } from "./registry-daemon.ts";
import { makeImage, publish, type TestImage } from "./registry-image.ts";
import { type RegistryServer, startRegistry } from "./registry-server.ts";

let server: RegistryServer;
let image: TestImage;
let reference: string;

beforeAll(async () => {
  image = makeImage({ bulk: 1 << 20 });
  server = await startRegistry();
  reference = `${server.host}/library/busybox:latest`;
  await publish(image, reference);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  image[Symbol.dispose]();
});

async function labelsOf({ metadata, ctx }: TestDaemon, digest: Digest) {
  return (await metadata.content.info(ctx, digest)).labels;
}

test.each([true, false])("pull and unpack (side by side: %p)", async (parallel) => {
  await using daemon = await startTestDaemon({ parallel });
  const { metadata, ctx } = daemon;
  const events = await daemon.run(registryEnd(reference), storeEnd(reference, unpacked));

  const stored = await metadata.images.get(ctx, reference);
  expect(stored.target).toEqual({
    mediaType: image.manifest.mediaType,
    digest: image.manifest.digest,
    size: image.manifest.size,
  });
  const source = { "containerd.io/distribution.source.127.0.0.1": "library/busybox" };
  const [base, files, bulk] = image.layers;
  expect(await labelsOf(daemon, image.manifest.digest)).toEqual({
    ...source,
    "containerd.io/gc.ref.content.config": image.config.digest,
    "containerd.io/gc.ref.content.l.0": base?.digest ?? "",
    "containerd.io/gc.ref.content.l.1": files?.digest ?? "",
    "containerd.io/gc.ref.content.l.2": bulk?.digest ?? "",
  });
  expect(await labelsOf(daemon, image.config.digest)).toEqual({
    ...source,
    "containerd.io/gc.ref.snapshot.overlayfs": chainId(image.diffIds),
  });
  expect(await labelsOf(daemon, base?.digest ?? "")).toEqual({
    ...source,
    "containerd.io/uncompressed": image.diffIds[0] ?? "",
  });
  expect(await metadata.leases.list(ctx)).toEqual([]);

  await metadata.collectable.collect();
  const snapshots = metadata.snapshots.of("overlayfs");
  const names = [];
  for await (const { name, kind } of snapshots.list(ctx)) {
    names.push(`${kind} ${name}`);
  }
  expect(names.sort()).toEqual(
    [1, 2, 3].map((count) => `committed ${chainId(image.diffIds.slice(0, count))}`).sort(),
  );
  expect(events.map(({ event }) => event)).toContainValues([
    `Resolving from OCI Registry (${reference})`,
    `Pulling from OCI Registry (${reference})`,
    "waiting",
    "complete",
    "extracted",
    "saved",
    `Completed pull from OCI Registry (${reference})`,
  ]);
});
