// Pulls that meet trouble: resumed, waited for, cancelled or refused, and nothing half-written.
import { expect, test } from "bun:test";
import { derive } from "../../../src/context/index.ts";
import type { Descriptor } from "../../../src/core/descriptor.ts";
import { kindOf, messageOf } from "../../../src/errors/index.ts";
import { chainId } from "../../../src/oci/chain-id.ts";
import { digestOf } from "../../../src/oci/digest.ts";
import { indexBytes } from "../../../src/oci/manifest.ts";
import { mediaTypes } from "../../../src/oci/media-type.ts";
import { type Ask, type Fault, startFaultyRegistry } from "../../harness/faulty-registry.ts";
import { leftovers, registryEnd, startTestDaemon, storeEnd, unpacked } from "./daemon.ts";
import { publishedImage } from "./published.ts";

const { server, image, reference } = await publishedImage({ bulk: 1 << 20 });

function bulk(): Descriptor {
  const layer = image.layers[2];
  if (layer === undefined) {
    throw new Error("no bulk layer");
  }
  return layer;
}

async function withFaults<T>(
  plan: (ask: Ask) => Fault | undefined,
  run: (reference: string, asks: Ask[]) => Promise<T>,
): Promise<T> {
  await using faulty = await startFaultyRegistry(server.host, plan);
  return await run(`${faulty.host}/library/busybox:latest`, faulty.asks);
}

const isBulk = ({ path }: Ask): boolean => path.endsWith(bulk().digest);

const said = (promise: Promise<unknown>): Promise<string> => promise.then(() => "no error", messageOf);

test("a pull that failed is resumed by the next one", async () => {
  await using daemon = await startTestDaemon();
  const { metadata, ctx } = daemon;
  let hasSome = false;
  const looking = (async () => {
    while (!hasSome) {
      await Bun.sleep(10);
      hasSome = (await metadata.content.statuses(ctx)).some(
        ({ ref, offset }) => ref === `layer-${bulk().digest}` && offset > 0,
      );
    }
  })();
  const begin: Fault = { cutAfter: 500_000, when: () => hasSome };
  const asks = await withFaults(
    (ask) => (isBulk(ask) ? (ask.before === 0 ? begin : { cutAfter: 0 }) : undefined),
    async (faulty, seen) => {
      expect(await said(daemon.run(registryEnd(faulty), storeEnd("x", unpacked)))).toMatch(
        /broke off at [1-9][0-9]* of/,
      );
      return seen;
    },
  );
  hasSome = true;
  await looking;
  expect(asks.filter(isBulk).length).toBeGreaterThan(3);
  expect(await metadata.images.list(ctx)).toEqual([]);
  const [ingest] = await metadata.content.statuses(ctx);
  expect(ingest).toMatchObject({ ref: `layer-${bulk().digest}`, total: bulk().size });
  expect(ingest?.offset).toBeGreaterThan(0);

  await withFaults(
    () => undefined,
    async (honest, seen) => {
      await daemon.run(registryEnd(honest), storeEnd("x", unpacked));
      expect(seen.find(isBulk)?.headers.range).toBe(`bytes=${ingest?.offset}-`);
    },
  );
  expect(await metadata.snapshots.of("").stat(ctx, chainId(image.diffIds))).toBeDefined();
}, 60_000);

test.each<[string, Fault, RegExp]>([
  [
    "of another digest",
    { corrupt: true },
    /unexpected digest sha256:[0-9a-f]+, sha256:[0-9a-f]+ was promised/,
  ],
  ["that is shorter", { shorten: 1 }, /registry has [0-9]+ bytes, [0-9]+ were promised/],
  ["that is longer", { lengthen: 1 }, /registry has [0-9]+ bytes, [0-9]+ were promised/],
  ["that is gone", { status: 404 }, /content sha256:[0-9a-f]+: .*not found/],
  ["that is forbidden", { status: 403 }, /403/],
])("a layer %s: an error, and nothing of it is kept", async (_name, fault, text) => {
  await using daemon = await startTestDaemon();
  const { metadata, ctx } = daemon;
  await withFaults(
    (ask) => (isBulk(ask) ? fault : undefined),
    async (faulty) => {
      expect(await said(daemon.run(registryEnd(faulty), storeEnd("x", unpacked)))).toMatch(text);
    },
  );
  expect(await metadata.images.list(ctx)).toEqual([]);
  // Other layers may have been on their way: what came of them can be resumed.
  const ingests = (await metadata.content.statuses(ctx)).filter(({ ref }) => ref.endsWith(bulk().digest));
  expect(ingests.map(({ offset }) => offset).filter((offset) => offset > 0)).toEqual([]);
  expect((await leftovers(daemon)).filter((left) => !left.startsWith("ingest"))).toEqual([]);
  await daemon.run(registryEnd(reference), storeEnd("x", unpacked));
});

test("wrong bytes that an earlier attempt left are fetched anew", async () => {
  await using daemon = await startTestDaemon();
  const { metadata, ctx } = daemon;
  {
    await using writer = await metadata.content.writer(ctx, {
      ref: `layer-${bulk().digest}`,
      total: bulk().size,
    });
    await writer.write(new Uint8Array(1000));
  }
  await daemon.run(registryEnd(reference), storeEnd("x", unpacked));
  expect((await metadata.content.info(ctx, bulk().digest)).size).toBe(bulk().size);
});

test("a manifest with another digest than the registry says is refused", async () => {
  await using daemon = await startTestDaemon();
  await withFaults(
    ({ method, path }) => (method === "GET" && path.includes("/manifests/") ? { corrupt: true } : undefined),
    async (faulty) => {
      expect(await said(daemon.run(registryEnd(faulty), storeEnd("x", unpacked)))).toContain(
        "unexpected digest",
      );
    },
  );
  expect((await leftovers(daemon)).filter((left) => !left.startsWith("ingest"))).toEqual([]);
});

test("a pull of a missing image is not found, and the error names it", async () => {
  await using daemon = await startTestDaemon();
  const missing = `${server.host}/library/nothing:latest`;
  expect(await said(daemon.run(registryEnd(missing), storeEnd(missing)))).toBe(
    `failed to resolve image: ${missing}: not found`,
  );
  expect(await said(daemon.run(registryEnd("busybox"), storeEnd("x")))).toContain(
    'invalid reference "busybox"',
  );
  expect(await leftovers(daemon)).toEqual([]);
});

test("a blob that another client is writing is waited for", async () => {
  await using daemon = await startTestDaemon();
  const { metadata, ctx } = daemon;
  const other = await metadata.content.writer(ctx, { ref: `layer-${bulk().digest}`, total: bulk().size });
  const pulling = daemon.run(registryEnd(reference), storeEnd("x", unpacked));
  await Bun.sleep(300);
  expect(await metadata.images.list(ctx)).toEqual([]);
  await other.close();
  await pulling;
});

test("a pull that is cancelled ends soon, and leaves no snapshot that is not committed", async () => {
  await using daemon = await startTestDaemon();
  const stop = new AbortController();
  await withFaults(
    (ask) => (isBulk(ask) ? { stall: true } : undefined),
    async (stalled) => {
      const callers = derive(daemon.ctx, { signal: stop.signal });
      const pulling = daemon.run(registryEnd(stalled), storeEnd("x", unpacked), callers);
      setTimeout(() => stop.abort(), 300);
      expect(await pulling.then(() => "no error", kindOf)).toBe("canceled");
    },
  );
  expect((await leftovers(daemon)).filter((left) => left.includes("active"))).toEqual([]);
});

test("a collection in the middle of a pull takes nothing away", async () => {
  await using daemon = await startTestDaemon();
  const { metadata } = daemon;
  let isOver = false;
  const collecting = (async () => {
    while (!isOver) {
      await metadata.collectable.collect();
    }
  })();
  await daemon.run(registryEnd(reference), storeEnd("x", unpacked));
  isOver = true;
  await collecting;
  expect(await leftovers(daemon)).toHaveLength(3 + 2 + 3);
});

test("a manifest of gigabytes in an index is not fetched (CVE-2023-25153)", async () => {
  await using daemon = await startTestDaemon();
  const huge = { ...image.manifest, size: 2 ** 33 };
  const index = Buffer.from(indexBytes(mediaTypes.index, [huge]));
  await using evil = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: ({ url }) => {
      const headers = { "content-type": mediaTypes.index, "docker-content-digest": digestOf(index) };
      return url.includes(huge.digest) ? new Response("x".repeat(1000)) : new Response(index, { headers });
    },
  });
  const pulling = daemon.run(registryEnd(`127.0.0.1:${evil.port}/a/b:c`), storeEnd("x"));
  expect(await said(pulling)).toContain("8589934592 bytes are more than the 8388608 allowed");
});
