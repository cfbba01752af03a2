import { expect, test } from "bun:test";
import { background, derive, type Scoped } from "../../../src/context/index.ts";
import type { Labels } from "../../../src/core/labels.ts";
import { GcScheduler } from "../../../src/services/gc.ts";
import { eventually } from "../../harness/command.ts";
import { ctx, digestOf, newContainer, newImage, openRig, put, type Rig, refusal } from "./rig.ts";

const gc = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [`containerd.io/gc.${name}`, value]));

/** The objects that are left, by name; blobs by their text. */
async function left(rig: Rig, scope: Scoped = ctx): Promise<string[]> {
  const { content, images, snapshots, leases } = rig.metadata;
  const names: string[] = [];
  for await (const { digest } of content.list(scope)) {
    await using reader = await content.reader(scope, digest);
    names.push(Buffer.from(await reader.read(0, 100)).toString());
  }
  names.push(...(await images.list(scope)).map(({ name }) => name));
  names.push(...(await leases.list(scope)).map(({ id }) => id));
  names.push(...(await Array.fromAsync(snapshots.of("native").list(scope), ({ name }) => name)));
  return names.sort();
}

async function collected(rig: Rig): Promise<string[]> {
  await rig.metadata.collectable.collect();
  return await left(rig);
}

async function snapshot(
  rig: Rig,
  key: string,
  options: { parent?: string; labels?: Labels } = {},
): Promise<void> {
  const native = rig.metadata.snapshots.of("native");
  await native.prepare(ctx, { key: `active-${key}`, ...options, labels: {} });
  await native.commit(ctx, { name: key, key: `active-${key}`, labels: options.labels ?? {} });
}

test("an image holds its target and all that content refers to, and a container its snapshots", async () => {
  await using rig = await openRig();
  const { images, containers } = rig.metadata;
  await put(rig.metadata, "layer");
  await put(rig.metadata, "config", { labels: gc({ "ref.snapshot.native": "top" }) });
  await put(rig.metadata, "manifest", {
    labels: gc({ "ref.content.config": digestOf("config"), "ref.content.l.0": digestOf("layer") }),
  });
  await put(rig.metadata, "index", { labels: gc({ "ref.content/m": digestOf("manifest") }) });
  await put(rig.metadata, "stray", {
    labels: gc({ "ref.contents": digestOf("layer"), "ref.content": digestOf("stray") }),
  });
  await snapshot(rig, "base");
  await snapshot(rig, "top", { parent: "base" });
  await snapshot(rig, "stray-snapshot", { parent: "base" });
  await images.create(ctx, newImage("image", digestOf("index")));
  expect(await collected(rig)).toEqual(["base", "config", "image", "index", "layer", "manifest", "top"]);
  await rig.metadata.snapshots.of("native").prepare(ctx, { key: "rw", parent: "top" });
  await containers.create(ctx, newContainer("c", { snapshotter: "native", snapshotKey: "rw" }));
  await images.delete(ctx, "image", { sync: true });
  expect(await left(rig)).toEqual(["base", "rw", "top"]);
  await containers.delete(ctx, "c");
  expect(await collected(rig)).toEqual([]);
  expect(await rig.native.list()).toEqual([]);
  expect(await Array.fromAsync(rig.blobs.list())).toEqual([]);
  const topics = rig.published
    .filter(({ topic }) => topic === "/snapshot/remove")
    .map(({ body }) => body.fields.key);
  expect(topics.sort()).toEqual(["base", "rw", "stray-snapshot", "top"]);
});

test("references of containers and snapshots count too", async () => {
  await using rig = await openRig();
  const { containers, images } = rig.metadata;
  await put(rig.metadata, "by-container");
  await put(rig.metadata, "by-snapshot");
  await put(rig.metadata, "by-expired-image");
  await images.create(
    ctx,
    newImage("expired", digestOf("by-expired-image"), gc({ expire: "2000-01-01T00:00:00Z" })),
  );
  await snapshot(rig, "s", { labels: gc({ "ref.content": digestOf("by-snapshot"), root: "1" }) });
  const labels = gc({ "ref.content.x": digestOf("by-container"), "ref.image": "expired" });
  await containers.create(ctx, newContainer("c", { labels }));
  expect(await collected(rig)).toEqual(["by-container", "by-expired-image", "by-snapshot", "expired", "s"]);
});

test("roots, and references that come and go with labels", async () => {
  await using rig = await openRig();
  const { content } = rig.metadata;
  const root = await put(rig.metadata, "root", { labels: gc({ root: "any value" }) });
  await put(rig.metadata, "child");
  await content.update(ctx, root, gc({ "ref.content": digestOf("child") }), [
    "labels.containerd.io/gc.ref.content",
  ]);
  expect(await collected(rig)).toEqual(["child", "root"]);
  await content.update(ctx, root, {}, ["labels.containerd.io/gc.ref.content"]);
  expect(await collected(rig)).toEqual(["root"]);
  await content.update(ctx, root, {}, ["labels"]);
  expect(await collected(rig)).toEqual([]);
});

test("expired images and leases end, with an event for the images; a bad time is ignored", async () => {
  await using rig = await openRig();
  const { images, leases } = rig.metadata;
  const past = gc({ expire: "2020-01-01T00:00:00Z" });
  const future = gc({ expire: "2999-01-01T00:00:00.5+02:00" });
  const bad = gc({ expire: "yesterday" });
  await put(rig.metadata, "target");
  for (const [when, labels] of Object.entries({ past, future, bad })) {
    await images.create(ctx, newImage(`image-${when}`, digestOf("target"), labels));
    await leases.create(ctx, { id: `lease-${when}`, labels });
  }
  expect(await collected(rig)).toEqual(["image-bad", "image-future", "lease-bad", "lease-future", "target"]);
  expect(rig.published.at(-1)).toMatchObject({
    topic: "/images/delete",
    body: { fields: { name: "image-past" } },
  });
});

test("a lease holds its resources and all that they refer to; a flat one only the resources and their parents", async () => {
  await using rig = await openRig();
  const { leases, images } = rig.metadata;
  await put(rig.metadata, "child");
  await put(rig.metadata, "parent", { labels: gc({ "ref.content": digestOf("child") }) });
  await put(rig.metadata, "labelled");
  await images.create(ctx, newImage("image", digestOf("parent"), gc({ expire: "2020-01-01T00:00:00Z" })));
  await snapshot(rig, "base", { labels: gc({ "ref.content": digestOf("labelled") }) });
  await snapshot(rig, "top", { parent: "base", labels: gc({ "ref.content": digestOf("labelled") }) });
  const hold = async (id: string, labels: Labels) => {
    await leases.create(ctx, { id, labels });
    await leases.addResource(ctx, id, { type: "images", id: "image" });
    await leases.addResource(ctx, id, { type: "snapshots/native", id: "top" });
  };
  await hold("deep", {});
  expect(await collected(rig)).toEqual(["base", "child", "deep", "image", "labelled", "parent", "top"]);
  await hold("flat", gc({ flat: "1" }));
  await leases.delete(ctx, "deep");
  expect(await collected(rig)).toEqual(["base", "flat", "image", "parent", "top"]);
  await leases.delete(ctx, "flat");
  expect(await collected(rig)).toEqual([]);
});

test("back references: a labelled object lives as long as the one that its label names, even if that is created later", async () => {
  await using rig = await openRig();
  const { images, containers } = rig.metadata;
  await put(rig.metadata, "signature", { labels: gc({ "bref.content": digestOf("manifest") }) });
  await put(rig.metadata, "by-image", { labels: gc({ "bref.image.x": "image" }) });
  await put(rig.metadata, "by-container", { labels: gc({ "bref.container/y": "c" }) });
  await put(rig.metadata, "by-snapshot", { labels: gc({ "bref.snapshot.native": "s" }) });
  await put(rig.metadata, "below", { labels: {} });
  await put(rig.metadata, "chain", {
    labels: gc({ "bref.content": digestOf("by-image"), "ref.content": digestOf("below") }),
  });
  await images.create(ctx, newImage("image", digestOf("manifest")));
  await containers.create(ctx, newContainer("c"));
  await snapshot(rig, "s", { labels: gc({ root: "1" }) });
  expect(await collected(rig)).toEqual([
    "below",
    "by-container",
    "by-image",
    "by-snapshot",
    "chain",
    "image",
    "s",
    "signature",
  ]);
  await images.delete(ctx, "image");
  await containers.delete(ctx, "c");
  expect(await collected(rig)).toEqual(["by-snapshot", "s"]);
});

test("back references are not followed from what only a flat lease holds", async () => {
  await using rig = await openRig();
  const { leases } = rig.metadata;
  await put(rig.metadata, "held");
  await put(rig.metadata, "labelled", { labels: gc({ "bref.content": digestOf("held") }) });
  await leases.create(ctx, { id: "flat", labels: gc({ flat: "1" }) });
  await leases.addResource(ctx, "flat", { type: "content", id: digestOf("held") });
  expect(await collected(rig)).toEqual(["flat", "held"]);
});

test.each([
  ["usedat<2h|s", 1, true],
  ["usedat<2h|s", 3, false],
  ["usedat>2h|s", 3, true],
  ["usedat>2h|s", 1, false],
  ["usedat<1m,usedat<2h|s", 1, true],
  ["usedat<=2h|s", 1, false],
  ["usedat=2h|s", 1, false],
  ["unknown<2h|s", 1, false],
  ["usedat<soon|s", 1, false],
  ["usedat<2h", 1, false],
  ["usedat<2h|t", 1, false],
])("a snapshot used some hours ago, on condition %s: %p h", async (condition, hours, stays) => {
  await using rig = await openRig();
  const usedAt = new Date(Date.now() - hours * 3_600_000).toISOString();
  await snapshot(rig, "s", { labels: gc({ "cond.value-usedat": usedAt }) });
  await rig.metadata.images.create(
    ctx,
    newImage("image", digestOf("x"), gc({ "cond.snapshot.native/x": condition })),
  );
  expect(await collected(rig)).toEqual(stays ? ["image", "s"] : ["image"]);
  await rig.metadata.images.delete(ctx, "image");
  expect(await collected(rig)).toEqual([]);
});

test("a collection ends although references form a cycle", async () => {
  await using rig = await openRig();
  await put(rig.metadata, "a", { labels: gc({ "ref.content": digestOf("b"), root: "1" }) });
  await put(rig.metadata, "b", {
    labels: gc({ "ref.content": digestOf("a"), "bref.content": digestOf("a") }),
  });
  await put(rig.metadata, "c", {
    labels: gc({ "ref.content": digestOf("c"), "bref.content": digestOf("c") }),
  });
  expect(await collected(rig)).toEqual(["a", "b"]);
});

test("namespaces: nothing is held from another, but a file stays while any has it", async () => {
  await using rig = await openRig();
  const there = background("elsewhere");
  await put(rig.metadata, "shared");
  await refusal(put(rig.metadata, "shared"));
  await put(rig.metadata, "shared", { labels: gc({ root: "1" }) }, there);
  await rig.metadata.images.create(there, newImage("image", digestOf("shared")));
  expect(await collected(rig)).toEqual([]);
  expect(await left(rig, there)).toEqual(["image", "shared"]);
  expect((await rig.blobs.info(digestOf("shared"))).size).toBe(6);
});

test("an ingest stays while it is open, leased or younger than a day", async () => {
  await using rig = await openRig();
  const { content, leases, collectable } = rig.metadata;
  const refs = async () => (await content.statuses(ctx)).map(({ ref }) => ref);
  await leases.create(ctx, { id: "l", labels: {} });
  const leased = derive(ctx, { lease: "l" });
  await (await content.writer(ctx, { ref: "young" })).close();
  await (await content.writer(leased, { ref: "leased" })).close();
  const open = await content.writer(leased, { ref: "open" });
  await open.write(Buffer.from("bytes"));
  await collectable.collect();
  expect(await refs()).toEqual(["leased", "open", "young"]);
  await leases.delete(ctx, "l", { sync: true });
  expect(await refs()).toEqual(["open", "young"]);
  await open.write(Buffer.from("!"));
  expect(await open.commit(ctx, { labels: gc({ root: "1" }) })).toBe(digestOf("bytes!"));
  expect(await collected(rig)).toEqual(["bytes!"]);
});

test("writers and collections at once: what is leased is never lost", async () => {
  await using rig = await openRig();
  const { leases, content, collectable } = rig.metadata;
  await leases.create(ctx, { id: "l", labels: {} });
  const leased = derive(ctx, { lease: "l" });
  let running = true;
  const collecting = (async () => {
    while (running) {
      await collectable.collect();
    }
  })();
  const texts = Array.from({ length: 60 }, (_, number) => `text ${number % 40}`);
  await Promise.all(
    texts.map(async (text, number) => {
      await using writer = await content.writer(leased, { ref: `r${number}` });
      await writer.write(Buffer.from(text));
      await writer
        .commit(leased)
        .catch((error: Error) => expect(error.message).toStartWith("content sha256:"));
      await using reader = await content.reader(ctx, digestOf(text));
      expect(Buffer.from(await reader.read(0, 100)).toString()).toBe(text);
    }),
  );
  running = false;
  await collecting;
  expect((await left(rig)).length).toBe(41);
  expect((await Array.fromAsync(rig.blobs.list())).length).toBe(40);
});

test("files that a crash left are removed by the first collection after the next start", async () => {
  await using rig = await openRig();
  const kept = await put(rig.metadata, "kept", { labels: gc({ root: "1" }) });
  await using orphan = await rig.blobs.writer({ ref: "default/99/orphan" });
  await orphan.write(Buffer.from("orphan"));
  await orphan.close();
  await using blob = await rig.blobs.writer({ ref: "default/98/blob" });
  await blob.write(Buffer.from("blob"));
  await blob.commit(4, "");
  await rig.reopen();
  await rig.metadata.collectable.collect();
  expect(await Array.fromAsync(rig.blobs.list(), ({ digest }) => digest)).toEqual([kept]);
  expect(await rig.blobs.statuses()).toEqual([]);
});

test("changes tell the scheduler how much they deleted", async () => {
  await using rig = await openRig();
  const { images, collectable } = rig.metadata;
  const told: number[] = [];
  collectable.onMutation((deletions) => told.push(deletions));
  await images.create(ctx, newImage("a", digestOf("x")));
  await refusal(images.create(ctx, newImage("a", digestOf("x"))));
  await images.delete(ctx, "a");
  await (await rig.metadata.content.writer(ctx, { ref: "r" })).close();
  await rig.metadata.content.abort(ctx, "r");
  expect(told).toEqual([0, 1, 0, 0]);
});

test("a collection does not count as a change that causes the next one", async () => {
  await using rig = await openRig();
  const { images, collectable } = rig.metadata;
  let collections = 0;
  const counted = {
    collect: () => {
      collections++;
      return collectable.collect();
    },
    onMutation: (listener: (deletions: number) => void) => collectable.onMutation(listener),
  };
  const options = { pauseThreshold: 0.5, deletionThreshold: 0, mutationThreshold: 1 };
  await using scheduler = new GcScheduler(counted, { ...options, scheduleDelay: 0, startupDelay: 0 });
  await scheduler.collectNow();
  await Bun.sleep(200);
  expect(collections).toBe(1);
  await images.create(ctx, newImage("a", digestOf("x")));
  await eventually("the next collection", () => collections === 2);
  await Bun.sleep(200);
  expect(collections).toBe(2);
});

test("an object whose files are gone before it is removed is dropped", async () => {
  await using rig = await openRig();
  const { content, leases, collectable } = rig.metadata;
  const { blobs } = rig;
  const asked: string[] = [];
  const [remove, abort] = [blobs.remove.bind(blobs), blobs.abort.bind(blobs)];
  blobs.remove = (digest) => {
    asked.push("blob");
    return remove(digest);
  };
  blobs.abort = (ref) => {
    asked.push("ingest");
    return abort(ref);
  };
  const other = background("other");
  const digest = await put(rig.metadata, "shared", { labels: gc({ root: "1" }) }, other);
  await leases.create(ctx, { id: "l", labels: {} });
  const leased = derive(ctx, { lease: "l" });
  await (await content.writer(leased, { ref: "never written", expected: digest })).close();
  await leases.delete(ctx, "l");
  await remove(await put(rig.metadata, "lost"));
  await collectable.collect();
  expect(asked.sort()).toEqual(["blob", "ingest"]);
  await collectable.collect();
  expect(asked.length).toBe(2);
});
