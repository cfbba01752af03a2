import { expect, test } from "bun:test";
import type { NewSandbox } from "../../../src/core/sandbox.ts";
import { ctx, openRig, refusal } from "./rig.ts";

const any = (typeUrl: string) => ({ typeUrl, value: new Uint8Array([1, 2, 255]) });

function newSandbox(id: string, more: Partial<NewSandbox> = {}): NewSandbox {
  return {
    id,
    labels: {},
    runtime: { name: "io.containerd.runc.v2" },
    spec: undefined,
    sandboxer: "podsandbox",
    extensions: {},
    ...more,
  };
}

test("a sandbox is kept byte for byte, also over a restart", async () => {
  await using rig = await openRig();
  const given = newSandbox("s1", {
    labels: { name: "pod", gone: "" },
    runtime: { name: "r", options: any("options") },
    spec: any("spec"),
    extensions: { metadata: any("metadata") },
  });
  const created = await rig.metadata.sandboxes.create(ctx, given);
  expect(created).toMatchObject({ ...given, labels: { name: "pod" } });
  await rig.reopen();
  expect(await rig.metadata.sandboxes.get(ctx, "s1")).toEqual(created);
});

test("lists are filtered by id and labels", async () => {
  await using rig = await openRig();
  const { sandboxes } = rig.metadata;
  await sandboxes.create(ctx, newSandbox("a", { labels: { tier: "web" } }));
  await sandboxes.create(ctx, newSandbox("b"));
  const ids = async (...filters: string[]) => (await sandboxes.list(ctx, filters)).map(({ id }) => id);
  expect(await ids()).toEqual(["a", "b"]);
  expect(await ids("labels.tier==web")).toEqual(["a"]);
  expect(await ids("id==b", "labels.tier")).toEqual(["a", "b"]);
});

test.each<[string[], Partial<NewSandbox>]>([
  [["labels.n"], { labels: { o: "old", n: "new" } }],
  [["labels"], { labels: { n: "new" } }],
  [["extensions.o"], { extensions: {} }],
  [["extensions"], { extensions: { n: any("new") } }],
  [["spec"], { spec: any("new") }],
  [["runtime"], { runtime: { name: "new", options: any("new") } }],
])("an update of %p changes that alone", async (paths, expected) => {
  await using rig = await openRig();
  const { sandboxes } = rig.metadata;
  const old = newSandbox("s", {
    labels: { o: "old" },
    spec: any("old"),
    extensions: { o: any("old") },
  });
  await sandboxes.create(ctx, old);
  const given = newSandbox("s", {
    labels: { n: "new" },
    runtime: { name: "new", options: any("new") },
    spec: any("new"),
    extensions: { n: any("new") },
  });
  const { createdAt, updatedAt, ...updated } = await sandboxes.update(ctx, given, paths);
  expect(updated).toEqual({ ...old, ...expected });
  expect(updatedAt).not.toEqual(createdAt);
});

test("a collection keeps what a sandbox refers to until the sandbox is deleted", async () => {
  await using rig = await openRig();
  const { sandboxes, snapshots, collectable } = rig.metadata;
  await snapshots.of("native").prepare(ctx, { key: "rw" });
  const labels = { "containerd.io/gc.ref.snapshot.native": "rw" };
  await sandboxes.create(ctx, newSandbox("s", { labels }));
  await collectable.collect();
  expect((await snapshots.of("native").stat(ctx, "rw")).name).toBe("rw");
  await sandboxes.delete(ctx, "s");
  await collectable.collect();
  expect(await refusal(snapshots.of("native").stat(ctx, "rw"))).toBe("snapshot rw does not exist: not found");
});

test("what cannot be done says so in containerd's words", async () => {
  await using rig = await openRig();
  const { sandboxes } = rig.metadata;
  await sandboxes.create(ctx, newSandbox("s"));
  expect(await refusal(sandboxes.create(ctx, newSandbox("s")))).toBe('sandbox bucket "s" already exists');
  expect(await refusal(sandboxes.get(ctx, "x"))).toBe('bucket "x": not found');
  expect(await refusal(sandboxes.delete(ctx, "x"))).toBe('failed to delete sandbox "x": not found');
  expect(await refusal(sandboxes.update(ctx, newSandbox("s"), ["id"]))).toBe(
    'cannot update "id" field on sandbox "s": invalid argument',
  );
  expect(await refusal(sandboxes.update(ctx, newSandbox("s", { runtime: { name: "other" } })))).toBe(
    "sandbox.Runtime.Name field is immutable: invalid argument",
  );
  expect(await refusal(sandboxes.create(ctx, newSandbox("../s")))).toContain("invalid sandbox ID");
});
