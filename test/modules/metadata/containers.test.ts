import { expect, test } from "bun:test";
import type { NewContainer } from "../../../src/core/container.ts";
import { ctx, newContainer, openRig, refusal, spec } from "./rig.ts";

const any = (typeUrl: string) => ({ typeUrl, value: new Uint8Array([1, 2, 255]) });

test("a container is kept byte for byte", async () => {
  await using rig = await openRig();
  const { containers } = rig.metadata;
  const given = newContainer("c1", {
    labels: { a: "b", gone: "" },
    runtime: { name: "io.containerd.runc.v2", options: any("containerd.runc.v1.Options") },
    snapshotter: "native",
    snapshotKey: "c1",
    sandbox: "s",
    extensions: JSON.parse('{"__proto__": {}, "x": {}}'),
  });
  const extensions = Object.fromEntries(Object.keys(given.extensions).map((key) => [key, any(key)]));
  const created = await containers.create(ctx, { ...given, extensions });
  const got = await containers.get(ctx, "c1");
  expect(got).toEqual(created);
  expect(got).toMatchObject({ ...given, labels: { a: "b" }, extensions: { x: any("x") } });
  expect(Object.keys(got.extensions)).toEqual(["__proto__", "x"]);
  expect(rig.published[0]).toMatchObject({
    topic: "/containers/create",
    body: { name: "ContainerCreate", fields: { id: "c1", image: given.image, runtime: given.runtime } },
  });
});

test("lists page by id, and what is deleted meanwhile does not disturb", async () => {
  await using rig = await openRig();
  const { containers } = rig.metadata;
  const ids = Array.from({ length: 250 }, (_, number) => `c${String(number).padStart(3, "0")}`);
  await Promise.all(ids.map((id) => containers.create(ctx, newContainer(id))));
  expect(await Array.fromAsync(containers.list(ctx), ({ id }) => id)).toEqual(ids);
  const seen: string[] = [];
  for await (const { id } of containers.list(ctx)) {
    seen.push(id);
    if (seen.length === 100) {
      await containers.delete(ctx, "c099");
      await containers.delete(ctx, "c150");
    }
  }
  expect(seen).toEqual(ids.filter((id) => id !== "c150"));
  const filtered = await Array.fromAsync(containers.list(ctx, ["id~=^c00"]), ({ id }) => id);
  expect(filtered).toEqual(ids.slice(0, 10));
});

test.each<[string[], Partial<NewContainer>]>([
  [["image"], { image: "new" }],
  [["labels.n"], { labels: { o: "old", n: "new" } }],
  [["labels"], { labels: { n: "new" } }],
  [["spec"], { spec: any("new") }],
  [["extensions.n"], { extensions: { o: any("old"), n: any("new") } }],
  [["extensions.o"], { extensions: {} }],
  [["extensions"], { extensions: { n: any("new") } }],
  [["snapshotkey"], { snapshotKey: "new" }],
  [
    [],
    {
      image: "new",
      labels: { n: "new" },
      spec: any("new"),
      extensions: { n: any("new") },
      snapshotKey: "new",
    },
  ],
])("mask %p", async (paths, changed) => {
  await using rig = await openRig();
  const { containers } = rig.metadata;
  const old = newContainer("c", {
    labels: { o: "old" },
    extensions: { o: any("old") },
    snapshotter: "s",
    snapshotKey: "old",
  });
  const created = await containers.create(ctx, old);
  const given = newContainer("c", {
    image: "new",
    labels: { n: "new" },
    spec: any("new"),
    extensions: { n: any("new") },
    snapshotter: "s",
    snapshotKey: "new",
    sandbox: "ignored",
  });
  const updated = await containers.update(ctx, given, paths);
  expect(updated).toEqual({ ...created, ...changed, updatedAt: updated.updatedAt });
  expect(updated.updatedAt).not.toEqual(created.updatedAt);
  expect(await containers.get(ctx, "c")).toEqual(updated);
});

test("calls that are refused, with their kinds and texts", async () => {
  await using rig = await openRig();
  const { containers } = rig.metadata;
  await containers.create(ctx, newContainer("c"));
  const create = (change: Partial<NewContainer>) =>
    refusal(containers.create(ctx, newContainer("n", change)));
  const update = (change: Partial<NewContainer>, paths: string[] = []) =>
    refusal(containers.update(ctx, newContainer("c", change), paths));
  const invalid = "create container failed validation: ";
  expect(await refusal(containers.create(ctx, newContainer("c")))).toBe('container "c": already exists');
  expect(await create({ runtime: { name: "" } })).toBe(
    `${invalid}container.Runtime.Name must be set: invalid argument`,
  );
  expect(await create({ spec: { typeUrl: "", value: new Uint8Array() } })).toBe(
    `${invalid}container.Spec must be set: invalid argument`,
  );
  expect(await create({ snapshotKey: "k" })).toBe(
    `${invalid}container.Snapshotter must be set if container.SnapshotKey is set: invalid argument`,
  );
  expect(await create({ extensions: { "": spec } })).toBe(
    `${invalid}container.Extension keys must not be zero-length: invalid argument`,
  );
  expect(await create({ labels: { k: "v".repeat(4096) } })).toStartWith(
    `${invalid}containers.Labels: label key and value`,
  );
  expect(await update({ snapshotter: "other" })).toBe(
    "container.Snapshotter field is immutable: invalid argument",
  );
  expect(await update({ runtime: { name: "other" } })).toBe(
    "container.Runtime.Name field is immutable: invalid argument",
  );
  expect(await update({}, ["runtime"])).toBe('cannot update "runtime" field on "c": invalid argument');
  expect(await update({ id: "" })).toBe("must specify a container id: invalid argument");
  expect(await update({ id: "n" })).toBe('container "n": not found');
  expect(await update({ snapshotKey: "k" })).toStartWith(
    "update failed validation: container.Snapshotter must be set",
  );
  expect(await refusal(containers.get(ctx, "n"))).toBe('container "n" in namespace "default": not found');
  expect(await refusal(containers.delete(ctx, "n"))).toBe("container n: not found");
});

test.each(["", "a/b", "..", "a..b", "-a", "a_", "a\0", "ä", "a".repeat(77), "a b"])(
  "id %p is refused",
  async (id) => {
    await using rig = await openRig();
    const text = await refusal(rig.metadata.containers.create(ctx, newContainer(id)));
    expect(text).toStartWith("create container failed validation: container.ID: identifier ");
    expect(text).toEndWith(": invalid argument");
  },
);
