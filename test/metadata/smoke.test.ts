import { expect, test } from "bun:test";
import { derive } from "../../src/context/index.ts";
import { ctx, digestOf, newContainer, newImage, openRig, put, refusal } from "./rig.ts";

test("smoke", async () => {
  await using rig = await openRig();
  const { metadata } = rig;
  const { images, containers, content, leases, snapshots, namespaces } = metadata;
  const digest = await put(metadata, "hello", { labels: { a: "b" } });
  expect(digest).toBe(digestOf("hello"));
  expect(await content.info(ctx, digest)).toMatchObject({ digest, size: 5, labels: { a: "b" } });
  await images.create(ctx, newImage("x", digest));
  expect((await images.list(ctx)).map((i) => i.name)).toEqual(["x"]);
  await containers.create(ctx, newContainer("c"));
  expect(await containers.get(ctx, "c")).toMatchObject(newContainer("c"));
  expect(await refusal(containers.get(ctx, "d"))).toBe('container "d" in namespace "default": not found');
  const lease = await leases.create(ctx, { id: "", labels: {} });
  const leased = derive(ctx, { lease: lease.id });
  const native = snapshots.of("native");
  const mounts = await native.prepare(leased, { key: "k" });
  expect(mounts[0]?.type).toBe("bind");
  await native.commit(leased, { name: "layer", key: "k" });
  await native.prepare(leased, { key: "k2", parent: "layer" });
  expect((await Array.fromAsync(native.list(ctx))).map((s) => [s.name, s.kind, s.parent])).toEqual([
    ["k2", "active", "layer"],
    ["layer", "committed", ""],
  ]);
  expect(await leases.resources(ctx, lease.id)).toEqual([
    { type: "snapshots/native", id: "k2" },
    { type: "snapshots/native", id: "layer" },
  ]);
  expect((await namespaces.list(ctx)).map((n) => n.name)).toEqual(["default"]);
  await put(metadata, "garbage");
  console.log(await metadata.collectable.collect());
  expect(await refusal(content.info(ctx, digestOf("garbage")))).toBe(
    `content digest ${digestOf("garbage")}: not found`,
  );
  expect(await refusal(rig.blobs.info(digestOf("garbage")))).toContain("not found");
  console.log(rig.published.map((p) => p.topic));
});
