// A pull that was broken off is resumed by the next one: at the byte where it stopped, and without what was complete.
import { expect, test } from "bun:test";
import { derive } from "../../../src/context/index.ts";
import type { IngestStatus } from "../../../src/core/content.ts";
import { canceled, kindOf, messageOf } from "../../../src/errors/index.ts";
import { chainId } from "../../../src/oci/chain-id.ts";
import { eventually } from "../../harness/command.ts";
import {
  type Ask,
  type Fault,
  type FaultyRegistry,
  startFaultyRegistry,
} from "../../harness/faulty-registry.ts";
import { scratch } from "../../harness/scratch.ts";
import { bulkOf } from "./client.ts";
import { leftovers, registryEnd, startTestDaemon, storeEnd, type TestDaemon, unpacked } from "./daemon.ts";
import { publishedImage } from "./published.ts";

const { server, image } = await publishedImage({ bulk: 3 << 20 });

const isBulk = ({ path }: Ask): boolean => path.endsWith(bulkOf(image).digest);
const sent = 2_000_000;

/** A registry that stops in the middle of the large layer, until the test lets it go on. */
async function startStallingRegistry(): Promise<FaultyRegistry & { goOn(fault?: Fault): void }> {
  let fault: Fault | undefined = { stallAfter: sent };
  const front = await startFaultyRegistry(server.host, (ask) => (isBulk(ask) ? fault : undefined));
  return Object.assign(front, {
    goOn: (next?: Fault) => {
      fault = next;
    },
  });
}

async function bulkIngest({ metadata, ctx }: TestDaemon): Promise<IngestStatus | undefined> {
  const ingests = await metadata.content.statuses(ctx);
  return ingests.find(({ ref }) => ref.endsWith(bulkOf(image).digest));
}

const nameIn = (host: string): string => `${host}/library/busybox:latest`;

/** Pulls until all bytes that the registry sends are in the ingest and everything else is unpacked; then cancels the pull. */
async function pullAndCancel(daemon: TestDaemon, host: string): Promise<void> {
  const stop = new AbortController();
  const callers = derive(daemon.ctx, { signal: stop.signal });
  const pulling = daemon.run(registryEnd(nameIn(host)), storeEnd("x", unpacked), callers);
  const failure = pulling.then(() => "no error", kindOf);
  await eventually("the bytes to be in the ingest", async () => (await bulkIngest(daemon))?.offset === sent);
  await eventually("the other layers to be there", async () => {
    const infos = image.layers
      .slice(0, 2)
      .map(({ digest }) => daemon.metadata.content.info(daemon.ctx, digest));
    return (await Promise.allSettled(infos)).every(({ status }) => status === "fulfilled");
  });
  stop.abort(canceled("the user pressed ^C"));
  expect(await failure).toBe("canceled");
}

async function pullWhole(daemon: TestDaemon, host: string): Promise<void> {
  await daemon.run(registryEnd(nameIn(host)), storeEnd("x", unpacked));
  const { metadata, ctx } = daemon;
  expect(await metadata.snapshots.of("").stat(ctx, chainId(image.diffIds))).toBeDefined();
  expect((await metadata.content.info(ctx, bulkOf(image).digest)).size).toBe(bulkOf(image).size);
  expect(await metadata.content.statuses(ctx)).toEqual([]);
  expect(await metadata.leases.list(ctx)).toEqual([]);
}

const blobsAsked = (asks: readonly Ask[]): Ask[] => asks.filter(({ path }) => path.includes("/blobs/"));

test("a pull that its client gave up goes on where it stopped, and asks for nothing else", async () => {
  await using daemon = await startTestDaemon();
  await using front = await startStallingRegistry();
  await pullAndCancel(daemon, front.host);
  await daemon.metadata.collectable.collect();
  expect(await bulkIngest(daemon)).toMatchObject({ offset: sent, total: bulkOf(image).size });

  const before = front.asks.length;
  front.goOn();
  await pullWhole(daemon, front.host);
  const later = blobsAsked(front.asks.slice(before));
  expect(later.map(({ path, headers }) => [path.endsWith(bulkOf(image).digest), headers.range])).toEqual([
    [true, `bytes=${sent}-`],
  ]);
});

test("a pull that lost the network goes on where it stopped", async () => {
  await using daemon = await startTestDaemon();
  const { ctx, metadata } = daemon;
  const lost = await startStallingRegistry();
  const pulling = daemon.run(registryEnd(nameIn(lost.host)), storeEnd("x", unpacked));
  const failure = pulling.then(() => "no error", messageOf);
  await eventually("the bytes to be in the ingest", async () => (await bulkIngest(daemon))?.offset === sent);
  await lost[Symbol.asyncDispose]();
  expect(await failure).toMatch(/failed to do request to .*unavailable/s);
  await metadata.collectable.collect();
  expect((await bulkIngest(daemon))?.offset).toBe(sent);
  expect(await metadata.images.list(ctx)).toEqual([]);

  // The registry is there again, at another address; the blob is the same wherever it comes from.
  await using found = await startFaultyRegistry(server.host, () => undefined);
  await daemon.run(registryEnd(nameIn(found.host)), storeEnd("x", unpacked));
  expect(found.asks.find(isBulk)?.headers.range).toBe(`bytes=${sent}-`);
  expect(blobsAsked(found.asks)).toHaveLength(1);
});

test("a pull is resumed after a restart of the daemon", async () => {
  await using front = await startStallingRegistry();
  using directory = scratch("tsrt-resume-");
  const root = directory.path;
  {
    await using first = await startTestDaemon({ root });
    await pullAndCancel(first, front.host);
  }
  await using second = await startTestDaemon({ root });
  await second.metadata.collectable.collect();
  front.goOn();
  const before = front.asks.length;
  await pullWhole(second, front.host);
  expect(front.asks.slice(before).find(isBulk)?.headers.range).toBe(`bytes=${sent}-`);
});

test.each<[string, Fault]>([
  ["ignores ranges", { ignoreRange: true }],
  ["refuses them", { status: 416 }],
])("a registry that %s sends the whole blob, of which the rest is taken", async (_name, fault) => {
  await using daemon = await startTestDaemon();
  await using front = await startStallingRegistry();
  await pullAndCancel(daemon, front.host);
  front.goOn();
  await using other = await startFaultyRegistry(server.host, (ask) =>
    isBulk(ask) && (ask.headers.range !== undefined || "ignoreRange" in fault) ? fault : undefined,
  );
  await daemon.run(registryEnd(nameIn(other.host)), storeEnd("x", unpacked));
  expect(other.asks.find(isBulk)?.headers.range).toBe(`bytes=${sent}-`);
  expect((await daemon.metadata.content.info(daemon.ctx, bulkOf(image).digest)).size).toBe(
    bulkOf(image).size,
  );
});

test("bytes that were damaged meanwhile are found by their digest, and all are fetched anew", async () => {
  await using daemon = await startTestDaemon();
  await using front = await startStallingRegistry();
  await pullAndCancel(daemon, front.host);
  const writer = await daemon.metadata.content.writer(daemon.ctx, {
    ref: `layer-${bulkOf(image).digest}`,
    total: bulkOf(image).size,
  });
  const file = Bun.file(writer.file ?? "");
  const bytes = new Uint8Array(await file.arrayBuffer());
  bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  await Bun.write(file, bytes);
  await writer.close();
  front.goOn();
  const before = front.asks.length;
  await pullWhole(daemon, front.host);
  const ranges = front.asks
    .slice(before)
    .filter(isBulk)
    .map(({ headers }) => headers.range);
  expect(ranges).toEqual([`bytes=${sent}-`, undefined]);
});

test("several pulls that are broken off share one lease, which ends with the one that succeeds", async () => {
  await using daemon = await startTestDaemon();
  await using front = await startStallingRegistry();
  await pullAndCancel(daemon, front.host);
  const leases = await daemon.metadata.leases.list(daemon.ctx);
  expect(leases).toHaveLength(1);
  const stop = new AbortController();
  const callers = derive(daemon.ctx, { signal: stop.signal });
  const again = daemon.run(registryEnd(nameIn(front.host)), storeEnd("x", unpacked), callers);
  await eventually("the blob to be asked for again", () => front.asks.filter(isBulk).length === 2);
  stop.abort();
  expect(await again.then(() => "no error", kindOf)).toBe("canceled");
  expect((await daemon.metadata.leases.list(daemon.ctx)).map(({ id }) => id)).toEqual(
    leases.map(({ id }) => id),
  );
  front.goOn();
  await pullWhole(daemon, front.host);
});

test("fetched bytes are removed by the first collection after their retention", async () => {
  const retention = 1;
  await using daemon = await startTestDaemon({ retention });
  await using front = await startStallingRegistry();
  await pullAndCancel(daemon, front.host);
  await eventually("the collection to take all of it", async () => (await leftovers(daemon)).length === 0);
});

test("with a retention of zero nothing is kept", async () => {
  await using daemon = await startTestDaemon({ retention: 0 });
  await using front = await startStallingRegistry();
  await pullAndCancel(daemon, front.host);
  expect(await leftovers(daemon)).toEqual([]);
});

test("the lease of a pull that runs is renewed, and one that fetched nothing leaves none", async () => {
  await using daemon = await startTestDaemon();
  const { metadata, ctx } = daemon;
  const nobody = daemon.run(registryEnd("127.0.0.1:1/a/b:c"), storeEnd("x"));
  expect(await nobody.then(() => "no error", kindOf)).toBe("unavailable");
  expect(await metadata.leases.list(ctx)).toEqual([]);
  const lease = await metadata.leases.create(ctx, { id: "l", labels: { a: "b" } });
  await metadata.leases.addResource(ctx, lease.id, { type: "ingests", id: "r" });
  await metadata.leases.renew(ctx, lease.id, { seconds: 1_900_000_000, nanos: 0 });
  expect(await metadata.leases.list(ctx)).toEqual([
    { ...lease, labels: { a: "b", "containerd.io/gc.expire": "2030-03-17T17:46:40Z" } },
  ]);
  expect(await metadata.leases.resources(ctx, lease.id)).toEqual([{ type: "ingests", id: "r" }]);
  await metadata.collectable.collect();
  expect(await metadata.leases.list(ctx)).toHaveLength(1);
  await metadata.leases.renew(ctx, lease.id, { seconds: 1, nanos: 0 });
  await metadata.collectable.collect();
  expect(await metadata.leases.list(ctx)).toEqual([]);
  const gone = metadata.leases.renew(ctx, lease.id, { seconds: 1, nanos: 0 });
  expect(await gone.then(() => "no error", messageOf)).toBe('lease "l": not found');
});
