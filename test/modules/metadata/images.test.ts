import { expect, test } from "bun:test";
import { background, derive } from "../../../src/context/index.ts";
import { toMillis } from "../../../src/core/time.ts";
import { ctx, digestOf, newImage, openRig, refusal } from "./rig.ts";

const target = digestOf("manifest");
const other = digestOf("other");

test("an image is created, read, listed, replaced and deleted, each with its event", async () => {
  await using rig = await openRig();
  const { images } = rig.metadata;
  const created = await images.create(ctx, newImage("a", target, { x: "1", gone: "" }));
  expect(created.labels).toEqual({ x: "1" });
  expect(created.createdAt).toEqual(created.updatedAt);
  expect(Math.abs(toMillis(created.createdAt) - Date.now())).toBeLessThan(60_000);
  expect(await images.get(ctx, "a")).toEqual(created);
  await images.create(ctx, newImage("b", target));
  expect((await images.list(ctx)).map(({ name }) => name)).toEqual(["a", "b"]);
  const updated = await images.update(ctx, newImage("a", other, { y: "2" }));
  expect(updated).toMatchObject({
    labels: { y: "2" },
    target: { digest: other },
    createdAt: created.createdAt,
  });
  await images.delete(ctx, "a");
  expect(rig.published).toEqual([
    {
      namespace: "default",
      topic: "/images/create",
      body: { name: "ImageCreate", fields: { name: "a", labels: { x: "1" } } },
    },
    {
      namespace: "default",
      topic: "/images/create",
      body: { name: "ImageCreate", fields: { name: "b", labels: {} } },
    },
    {
      namespace: "default",
      topic: "/images/update",
      body: { name: "ImageUpdate", fields: { name: "a", labels: { y: "2" } } },
    },
    { namespace: "default", topic: "/images/delete", body: { name: "ImageDelete", fields: { name: "a" } } },
  ]);
});

test("an image exists in its own namespace only", async () => {
  await using rig = await openRig();
  const { images, namespaces } = rig.metadata;
  const elsewhere = background("elsewhere");
  await images.create(ctx, newImage("a", target));
  expect(await images.list(elsewhere)).toEqual([]);
  expect(await refusal(images.get(elsewhere, "a"))).toBe('image "a": not found');
  await images.create(elsewhere, newImage("a", other));
  expect((await images.get(ctx, "a")).target.digest).toBe(target);
  expect((await namespaces.list(ctx)).map(({ name }) => name)).toEqual(["default", "elsewhere"]);
});

test("source date epoch sets the times", async () => {
  await using rig = await openRig();
  const { images } = rig.metadata;
  const epoch = { seconds: 1_000_000, nanos: 5 };
  const created = await images.create(ctx, { ...newImage("a", target), sourceDateEpoch: epoch });
  expect([created.createdAt, created.updatedAt]).toEqual([epoch, epoch]);
  const later = { seconds: 2_000_000, nanos: 0 };
  const updated = await images.update(ctx, { ...newImage("a", target), sourceDateEpoch: later });
  expect([updated.createdAt, updated.updatedAt]).toEqual([epoch, later]);
});

test.each([
  [["labels"], { n: "new", "x.y/z": "dots" }, { a: "1" }, target],
  [["labels.n"], { o: "old", n: "new" }, { a: "1" }, target],
  [["labels.o"], {}, { a: "1" }, target],
  [["labels.x.y/z"], { o: "old", "x.y/z": "dots" }, { a: "1" }, target],
  [["target"], { o: "old" }, { b: "2" }, other],
  [["annotations"], { o: "old" }, { b: "2" }, target],
  [["annotations.b", "annotations.a"], { o: "old" }, { b: "2" }, target],
])("mask %p", async (paths, labels, annotations, digest) => {
  await using rig = await openRig();
  const { images } = rig.metadata;
  const old = newImage("a", target, { o: "old" });
  await images.create(ctx, { ...old, target: { ...old.target, annotations: { a: "1" } } });
  const given = newImage("a", other, { n: "new", "x.y/z": "dots" });
  const updated = await images.update(
    ctx,
    { ...given, target: { ...given.target, annotations: { b: "2" } } },
    paths,
  );
  expect(updated.labels).toEqual(labels);
  expect(updated.target.annotations).toEqual(annotations);
  expect(updated.target.digest).toBe(digest);
  expect(await images.get(ctx, "a")).toEqual(updated);
});

test("calls that are refused, with their kinds and texts", async () => {
  await using rig = await openRig();
  const { images } = rig.metadata;
  await images.create(ctx, newImage("a", target));
  const long = "v".repeat(4096);
  const bad = (change: object) =>
    images.create(ctx, {
      ...newImage("n", target),
      target: { mediaType: "m", digest: target, size: 1, ...change },
    });
  expect(await refusal(images.create(ctx, newImage("a", target)))).toBe('image "a": already exists');
  expect(await refusal(images.create(ctx, newImage("", target)))).toBe(
    "image name must not be empty: invalid argument",
  );
  expect(await refusal(images.create(ctx, newImage("n", target, { key: long })))).toBe(
    "image.Labels: label key and value length (4099 bytes) greater than maximum size (4096 bytes), key: key: invalid argument",
  );
  expect(await refusal(bad({ size: 0 }))).toBe("target.Size must be greater than zero: invalid argument");
  expect(await refusal(bad({ mediaType: "" }))).toBe("target.MediaType must be set: invalid argument");
  expect(await refusal(bad({ digest: "" }))).toBe(
    'target.Digest "" invalid: invalid checksum digest format: invalid argument',
  );
  expect(await refusal(bad({ digest: "sha256:ab" }))).toBe(
    'target.Digest "sha256:ab" invalid: invalid checksum digest length: invalid argument',
  );
  expect(await refusal(bad({ digest: "md5:ab" }))).toBe(
    'target.Digest "md5:ab" invalid: unsupported digest algorithm: invalid argument',
  );
  expect(await refusal(images.update(ctx, newImage("", target)))).toBe(
    "image name is required for update: invalid argument",
  );
  expect(await refusal(images.update(ctx, newImage("n", target)))).toBe('image "n": not found');
  expect(await refusal(images.update(ctx, newImage("a", target), ["name"]))).toBe(
    'cannot update "name" field on image "a": invalid argument',
  );
  expect(await refusal(images.delete(ctx, "n"))).toBe('image "n": not found');
  expect(await refusal(images.delete(ctx, "a", { target: other }))).toBe(
    `image "a" has target ${target}, not ${other}: not found`,
  );
  expect((await images.list(ctx)).map(({ name }) => name)).toEqual(["a"]);
  await images.delete(ctx, "a", { target });
  expect(await images.list(ctx)).toEqual([]);
});

test("names that are hostile to a database are names like any other, but for a NUL", async () => {
  await using rig = await openRig();
  const { images } = rig.metadata;
  const names = [
    "'; DROP TABLE object; --",
    "%",
    "_",
    "__proto__",
    "a".repeat(20_000),
    "\u{10FFFF}",
    "ü/../..",
    " ",
  ];
  for (const name of names) {
    const labels = JSON.parse('{"__proto__": "p", "constructor": "c", "a\\u0000b": "n"}');
    await images.create(ctx, newImage(name, target, labels));
    expect(Object.entries((await images.get(ctx, name)).labels).sort()).toEqual(
      Object.entries(labels).sort() as [string, string][],
    );
  }
  expect((await images.list(ctx)).map(({ name }) => name).sort()).toEqual([...names].sort());
  expect(await refusal(images.create(ctx, newImage("a\0b", target)))).toBe(
    'image key "a\\u0000b" must not hold a NUL: invalid argument',
  );
  expect(await refusal(images.create(ctx, newImage("a".repeat(32_769), target)))).toBe(
    "image key is longer than 32768 bytes: invalid argument",
  );
});

test("lists are filtered", async () => {
  await using rig = await openRig();
  const { images } = rig.metadata;
  await images.create(ctx, newImage("docker.io/a", target, { "x.y/z": "1" }));
  await images.create(ctx, newImage("quay.io/b", other));
  const names = async (...filters: string[]) => (await images.list(ctx, filters)).map(({ name }) => name);
  expect(await names("name~=^docker")).toEqual(["docker.io/a"]);
  expect(await names('labels."x.y/z"==1')).toEqual(["docker.io/a"]);
  expect(await names(`target.digest==${other}`)).toEqual(["quay.io/b"]);
  expect(await names("target.mediatype~=manifest")).toEqual(["docker.io/a", "quay.io/b"]);
  expect(await names("name==quay.io/b", "name==docker.io/a")).toEqual(["docker.io/a", "quay.io/b"]);
  expect(await refusal(images.list(ctx, ["name="]))).toStartWith("filters: parse error:");
});

test("only an image that expires joins the lease, and an unknown lease is refused", async () => {
  await using rig = await openRig();
  const { images, leases } = rig.metadata;
  const lease = await leases.create(ctx, { id: "l", labels: {} });
  const leased = derive(ctx, { lease: lease.id });
  const expire = { "containerd.io/gc.expire": "2999-01-01T00:00:00Z" };
  await images.create(leased, newImage("stays", target));
  expect(await leases.resources(ctx, "l")).toEqual([]);
  await images.create(leased, newImage("expires", target, expire));
  await images.update(leased, newImage("stays", target, expire), ["labels"]);
  expect(await leases.resources(ctx, "l")).toEqual([
    { type: "images", id: "expires" },
    { type: "images", id: "stays" },
  ]);
  await images.delete(leased, "stays");
  expect(await leases.resources(ctx, "l")).toEqual([{ type: "images", id: "expires" }]);
  const unknown = derive(ctx, { lease: "unknown" });
  await images.create(unknown, newImage("n", target));
  expect(await refusal(images.create(unknown, newImage("m", target, expire)))).toBe(
    "lease does not exist: not found",
  );
});
