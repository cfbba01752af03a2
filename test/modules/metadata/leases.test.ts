import { expect, test } from "bun:test";
import { background } from "../../../src/context/index.ts";
import { ctx, digestOf, openRig, put, refusal } from "./rig.ts";

test("leases are made, with an id of their own if none is given, listed and deleted", async () => {
  await using rig = await openRig();
  const { leases } = rig.metadata;
  const made = await leases.create(ctx, { id: "", labels: { a: "1", gone: "" } });
  expect(made.id).toMatch(/^\d+-[\w-]{4}$/);
  expect(made.labels).toEqual({ a: "1" });
  const named = await leases.create(ctx, { id: "any/thing goes", labels: {} });
  expect(await leases.list(ctx)).toEqual([made, named].sort((a, b) => (a.id < b.id ? -1 : 1)));
  expect(await leases.list(ctx, ["labels.a==1"])).toEqual([made]);
  expect(await leases.list(ctx, ['id=="any/thing goes"'])).toEqual([named]);
  expect(await leases.list(background("elsewhere"))).toEqual([]);
  await leases.delete(ctx, made.id);
  expect(await leases.list(ctx)).toEqual([named]);
});

test("resources by type, each once, in containerd's order", async () => {
  await using rig = await openRig();
  const { leases } = rig.metadata;
  await leases.create(ctx, { id: "l", labels: {} });
  const resources = [
    { type: "content", id: digestOf("x") },
    { type: "images", id: "docker.io/i" },
    { type: "ingests", id: "ref/1" },
    { type: "snapshots/native", id: "a/b c" },
  ];
  for (const resource of [...resources, ...resources].reverse()) {
    await leases.addResource(ctx, "l", resource);
  }
  expect(await leases.resources(ctx, "l")).toEqual(resources);
  for (const resource of [...resources, ...resources]) {
    await leases.deleteResource(ctx, "l", resource);
  }
  expect(await leases.resources(ctx, "l")).toEqual([]);
});

test("calls that are refused, with their kinds and texts", async () => {
  await using rig = await openRig();
  const { leases } = rig.metadata;
  await leases.create(ctx, { id: "l", labels: {} });
  const add = (type: string, id = "x") => refusal(leases.addResource(ctx, "l", { type, id }));
  const missing = 'lease "m": not found';
  expect(await refusal(leases.create(ctx, { id: "l", labels: {} }))).toBe('lease "l": already exists');
  expect(await refusal(leases.delete(ctx, "m"))).toBe(missing);
  expect(await refusal(leases.resources(ctx, "m"))).toBe(missing);
  expect(await refusal(leases.addResource(ctx, "m", { type: "images", id: "x" }))).toBe(missing);
  expect(await refusal(leases.deleteResource(ctx, "m", { type: "images", id: "x" }))).toBe(missing);
  expect(await add("content")).toBe(
    "invalid content resource id x: invalid checksum digest format: invalid argument",
  );
  expect(await add("content/x", digestOf("x"))).toBe("invalid resource type content/x: invalid argument");
  expect(await add("snapshots")).toBe("invalid snapshot resource type snapshots: invalid argument");
  expect(await add("snapshots/a/b")).toBe("invalid snapshot resource type snapshots/a/b: invalid argument");
  expect(await add("mounts")).toBe("resource type mounts not supported yet: not implemented");
});

test("a deletion that waits has freed what the lease held", async () => {
  await using rig = await openRig();
  const { leases, content } = rig.metadata;
  await leases.create(ctx, { id: "l", labels: {} });
  const digest = await put(rig.metadata, "held", {}, { ...ctx, lease: "l" });
  await rig.metadata.collectable.collect();
  expect((await content.info(ctx, digest)).size).toBe(4);
  await leases.delete(ctx, "l", { sync: true });
  expect(await refusal(content.info(ctx, digest))).toEndWith("not found");
  expect(await refusal(rig.blobs.info(digest))).toEndWith("not found");
});
