import { expect, test } from "bun:test";
import { background } from "../../../src/context/index.ts";
import { ctx, digestOf, newContainer, newImage, openRig, put, refusal } from "./rig.ts";

test("a namespace is made, labelled, listed and deleted, each with its event", async () => {
  await using rig = await openRig();
  const { namespaces } = rig.metadata;
  await namespaces.create(ctx, { name: "n", labels: { a: "1", gone: "" } });
  expect(await namespaces.get(ctx, "n")).toEqual({ name: "n", labels: { a: "1" } });
  await namespaces.update(ctx, { name: "n", labels: { "b.c": "2", x: "ignored" } }, ["labels.b.c"]);
  expect((await namespaces.get(ctx, "n")).labels).toEqual({ a: "1", "b.c": "2" });
  await namespaces.update(ctx, { name: "n", labels: {} }, ["labels.a"]);
  expect((await namespaces.get(ctx, "n")).labels).toEqual({ "b.c": "2" });
  await namespaces.update(ctx, { name: "n", labels: { d: "4" } });
  expect(await namespaces.list(ctx)).toEqual([{ name: "n", labels: { d: "4" } }]);
  await namespaces.delete(ctx, "n");
  expect(await namespaces.list(ctx)).toEqual([]);
  expect(rig.published.map(({ namespace, topic }) => [namespace, topic])).toEqual([
    ["n", "/namespaces/create"],
    ["n", "/namespaces/update"],
    ["n", "/namespaces/update"],
    ["n", "/namespaces/update"],
    ["n", "/namespaces/delete"],
  ]);
});

test("an unknown namespace has no labels, and updating it makes it", async () => {
  await using rig = await openRig();
  const { namespaces } = rig.metadata;
  expect(await namespaces.get(ctx, "n")).toEqual({ name: "n", labels: {} });
  await namespaces.update(ctx, { name: "n", labels: { a: "1" } }, ["labels.a"]);
  expect(await namespaces.list(ctx)).toEqual([{ name: "n", labels: { a: "1" } }]);
});

test("calls that are refused, with their kinds and texts", async () => {
  await using rig = await openRig();
  const { namespaces } = rig.metadata;
  await namespaces.create(ctx, { name: "n", labels: {} });
  expect(await refusal(namespaces.create(ctx, { name: "n", labels: {} }))).toBe(
    'namespace "n": already exists',
  );
  expect(await refusal(namespaces.delete(ctx, "m"))).toBe('namespace "m": not found');
  expect(await refusal(namespaces.update(ctx, { name: "n", labels: {} }, ["labels"]))).toBe(
    'cannot update "labels" field: invalid argument',
  );
  expect(await refusal(namespaces.create(ctx, { name: "x", labels: { k: "v".repeat(4096) } }))).toStartWith(
    "namespace.Labels: label key and value length (4097 bytes)",
  );
  for (const name of ["", "a/b", "..", "a".repeat(77), "a\0b"]) {
    expect(await refusal(namespaces.create(ctx, { name, labels: {} }))).toStartWith("identifier ");
  }
});

test("a namespace with objects stays, one with leases and ingests goes with them", async () => {
  await using rig = await openRig();
  const { namespaces, images, containers, snapshots, leases, content } = rig.metadata;
  const there = background("n");
  await rig.metadata.collectable.collect();
  const digest = await put(rig.metadata, "blob", {}, there);
  await images.create(there, newImage("i", digestOf("blob")));
  await containers.create(there, newContainer("c"));
  await snapshots.of("native").prepare(there, { key: "s" });
  expect(await refusal(namespaces.delete(ctx, "n"))).toBe(
    'namespace "n" must be empty, but it still has images, blobs, containers, snapshots on "native" snapshotter: failed precondition',
  );
  await images.delete(there, "i");
  await containers.delete(there, "c");
  await content.delete(there, digest);
  expect(await refusal(namespaces.delete(ctx, "n"))).toBe(
    'namespace "n" must be empty, but it still has snapshots on "native" snapshotter: failed precondition',
  );
  await snapshots.of("native").remove(there, "s");
  await leases.create(there, { id: "l", labels: {} });
  await (await content.writer(there, { ref: "r" })).close();
  await namespaces.delete(ctx, "n");
  expect(await leases.list(there)).toEqual([]);
  expect(await refusal(content.status(there, "r"))).toBe("reference r: not found");
  await rig.metadata.collectable.collect();
  expect(await rig.blobs.statuses()).toEqual([]);
});
