// Pull and push through the daemon's parts, against docker-registry.
import { expect, test } from "bun:test";
import type { Descriptor } from "../../../src/core/descriptor.ts";
import type { Digest } from "../../../src/core/digest.ts";
import type { Credentials, StoreEnd } from "../../../src/core/transfer.ts";
import { messageOf, unavailable } from "../../../src/errors/index.ts";
import { chainId } from "../../../src/oci/chain-id.ts";
import { digestOf } from "../../../src/oci/digest.ts";
import { indexBytes } from "../../../src/oci/manifest.ts";
import { mediaTypes } from "../../../src/oci/media-type.ts";
import { type Ask, type Fault, startFaultyRegistry } from "../../harness/faulty-registry.ts";
import { startBasicRegistry, startRegistry } from "../../harness/registry.ts";
import { startTokenRegistry } from "../../harness/token-registry.ts";
import { leftovers, registryEnd, startTestDaemon, storeEnd, type TestDaemon, unpacked } from "./daemon.ts";
import { makeImage, publish } from "./image.ts";
import { publishedImage } from "./published.ts";

const { server, image, reference } = await publishedImage({ bulk: 1 << 20 });

async function labelsOf({ metadata, ctx }: TestDaemon, digest: Digest) {
  return (await metadata.content.info(ctx, digest)).labels;
}

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

const said = (promise: Promise<unknown>): Promise<string> => promise.then(() => "no error", messageOf);

function skopeo(...args: string[]): string {
  const done = Bun.spawnSync(["skopeo", ...args]);
  if (!done.success) {
    throw new Error(done.stderr.toString());
  }
  return done.stdout.toString();
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

  const kept = [image.manifest, image.config, ...image.layers].map(({ digest }) => `content ${digest}`);
  const snapshots = [1, 2, 3].map((count) => `committed snapshot ${chainId(image.diffIds.slice(0, count))}`);
  expect((await leftovers(daemon)).sort()).toEqual([...snapshots, ...kept].sort());
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

test("two pulls at once fetch each blob once", async () => {
  await using daemon = await startTestDaemon();
  await withFaults(
    () => undefined,
    async (counted, asks) => {
      await Promise.all(["x", "y"].map((name) => daemon.run(registryEnd(counted), storeEnd(name, unpacked))));
      expect(asks.filter(({ path }) => path.includes("/blobs/"))).toHaveLength(image.layers.length + 1);
    },
  );
  expect((await daemon.metadata.images.list(daemon.ctx)).map(({ name }) => name).sort()).toEqual(["x", "y"]);
});

test("what is there already is neither fetched nor unpacked again", async () => {
  await using daemon = await startTestDaemon();
  await daemon.run(registryEnd(reference), storeEnd("x", unpacked));
  await withFaults(
    () => undefined,
    async (counted, asks) => {
      const events = await daemon.run(registryEnd(counted), storeEnd("y", unpacked));
      expect(events.some(({ event }) => event === "extracted")).toBe(false);
      expect(asks.filter(({ method }) => method === "GET")).toEqual([]);
    },
  );
});

test("an index: what of it is pulled, and how it is labelled", async () => {
  using arm = makeImage({ platform: { os: "linux", architecture: "arm64" }, command: "arm" });
  const name = `${server.host}/library/multi`;
  await publish(image, `${name}:amd64`);
  await publish(arm, `${name}:arm64`);
  const index = indexBytes(mediaTypes.index, [image.manifest, arm.manifest]);
  const put = await fetch(`http://${name.replace("/", "/v2/")}/manifests/latest`, {
    method: "PUT",
    headers: { "content-type": mediaTypes.index },
    body: Buffer.from(index),
  });
  expect(put.status).toBe(201);
  const platforms = [{ os: "linux", architecture: "arm64" }];
  const pull = async (more: Partial<StoreEnd>): Promise<TestDaemon> => {
    const daemon = await startTestDaemon();
    try {
      await daemon.run(registryEnd(`${name}:latest`), storeEnd("multi", more));
      return daemon;
    } catch (error) {
      await daemon[Symbol.asyncDispose]();
      throw error;
    }
  };
  const has = async (daemon: TestDaemon, { digest }: Descriptor): Promise<boolean> =>
    (await leftovers(daemon)).includes(`content ${digest}`);

  await using one = await pull({ platforms });
  expect(await labelsOf(one, digestOf(index))).toMatchObject({
    "containerd.io/gc.ref.content.m.0": image.manifest.digest,
    "containerd.io/gc.ref.content.m.1": arm.manifest.digest,
  });
  expect([await has(one, arm.config), await has(one, image.manifest)]).toEqual([true, false]);
  await using metadata = await pull({ platforms, allMetadata: true });
  expect([await has(metadata, image.config), await has(metadata, bulk())]).toEqual([true, false]);
  await using all = await pull({});
  expect([await has(all, image.config), await has(all, bulk())]).toEqual([true, true]);

  const none = pull({ platforms: [{ os: "linux", architecture: "s390x" }] });
  expect(await said(none)).toBe(`no match for platform in manifest ${digestOf(index)}: not found`);

  // Pushed whole, it is the same index.
  await all.run(storeEnd("multi"), registryEnd(`${server.host}/copy/multi:v1`));
  const copied = JSON.parse(
    skopeo("inspect", "--raw", "--tls-verify=false", `docker://${server.host}/copy/multi:v1`),
  );
  expect(copied).toEqual(JSON.parse(Buffer.from(index).toString()));
}, 60_000);

test("push: blobs of the same registry are mounted, those there are left alone", async () => {
  await using daemon = await startTestDaemon();
  await daemon.run(registryEnd(reference), storeEnd(reference));
  const copy = `${server.host}/copy/busybox:v1`;
  const first = await daemon.run(storeEnd(reference), registryEnd(copy));
  expect(first.map(({ event }) => event)).toContainValues([
    `Pushing to OCI Registry (${copy})`,
    "complete",
    "pushed content",
    `Completed push to OCI Registry (${copy})`,
  ]);
  expect(JSON.parse(skopeo("inspect", "--tls-verify=false", `docker://${copy}`)).Digest).toBe(
    image.manifest.digest,
  );
  const second = await daemon.run(storeEnd(reference), registryEnd(copy));
  const moved = second.filter(({ event }) => event === "complete" || event === "uploading");
  expect(moved).toEqual([]);

  await using elsewhere = await startRegistry();
  const far = `${elsewhere.host}/far/busybox:v1`;
  const third = await daemon.run(storeEnd(reference), registryEnd(far));
  expect(third.filter(({ event }) => event === "complete")).toHaveLength(image.layers.length + 2);
  expect(JSON.parse(skopeo("inspect", "--tls-verify=false", `docker://${far}`)).Digest).toBe(
    image.manifest.digest,
  );
  const unknown = daemon.run(storeEnd("nothing"), registryEnd(far));
  expect(await said(unknown)).toBe('image "nothing": not found');
}, 60_000);

test("a private image: credentials are asked for once by each thread, and never kept", async () => {
  await using tokens = await startTokenRegistry();
  await using daemon = await startTestDaemon();
  const name = `${tokens.host}/private/app:v1`;
  let asked = 0;
  const credentials = async (): Promise<Credentials> => {
    asked++;
    return { kind: "credentials", username: "alice", secret: "secret" };
  };
  await daemon.run(registryEnd(reference), storeEnd("app"));
  await daemon.run(storeEnd("app"), registryEnd(name, { credentials }));
  asked = 0;
  await using other = await startTestDaemon();
  await other.run(registryEnd(name, { credentials }), storeEnd(name, unpacked));
  expect(asked).toBeLessThanOrEqual(2);
  const refusal = async (): Promise<Credentials> => {
    throw unavailable("nobody there to ask");
  };
  const refused = other.run(registryEnd(name, { credentials: refusal }), storeEnd("y"));
  expect(await said(refused)).toContain("nobody there to ask");
  expect(await said(other.run(registryEnd(name), storeEnd("y")))).toContain("pull access denied");
}, 60_000);

test("an image verifier can refuse a pull", async () => {
  const judgement = { ok: false, reason: "unsigned" };
  const verifiers = new Map([["strict", { verify: async () => judgement }]]);
  await using daemon = await startTestDaemon({ verifiers });
  expect(await said(daemon.run(registryEnd(reference), storeEnd("x")))).toBe(
    `image verifier strict blocked pull of ${reference} with digest ${image.manifest.digest} for reason: unsigned: permission denied`,
  );
  expect(await leftovers(daemon)).toEqual([]);
});

test.each([
  ["docker's manifest", ["--format", "v2s2"]],
  ["zstd layers", ["--dest-compress-format", "zstd"]],
])("%s", async (_name, options) => {
  await using daemon = await startTestDaemon();
  const { metadata, ctx } = daemon;
  const name = `${server.host}/library/other:v1`;
  await publish(image, name, options);
  await daemon.run(registryEnd(name), storeEnd(name, unpacked));
  expect(await metadata.snapshots.of("").stat(ctx, chainId(image.diffIds))).toBeDefined();
});

test("the daemon's own credentials, where the client has none", async () => {
  await using basic = await startBasicRegistry();
  const find = async (host: string): Promise<Credentials | undefined> =>
    host === basic.host ? { kind: "credentials", username: "alice", secret: "secret" } : undefined;
  const nothing = { find: async () => undefined };
  await using daemon = await startTestDaemon({
    credentialSources: new Map([
      ["a", nothing],
      ["b", { find }],
    ]),
  });
  await daemon.run(registryEnd(reference), storeEnd("app"));
  await daemon.run(
    storeEnd("app"),
    registryEnd(`${basic.host}/a/b:c`, { credentials: async () => undefined }),
  );
  await daemon.run(registryEnd(`${basic.host}/a/b:c`), storeEnd("again"));
  expect((await daemon.metadata.images.get(daemon.ctx, "again")).target.digest).toBe(image.manifest.digest);
});
