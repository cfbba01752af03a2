import { expect, test } from "bun:test";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { background, derive } from "../../../src/context/index.ts";
import type { Mount } from "../../../src/core/mount.ts";
import type { Snapshotter } from "../../../src/core/snapshotter.ts";
import { notFound } from "../../../src/errors/index.ts";
import { ctx, openRig, type Rig, refusal } from "./rig.ts";

const elsewhere = background("elsewhere");

const native = (rig: Rig) => rig.metadata.snapshots.of("native");

function write(mounts: readonly Mount[], name: string, text: string): void {
  writeFileSync(join(mounts[0]?.source ?? "", name), text);
}

async function layer(rig: Rig, name: string, parent = ""): Promise<void> {
  const key = `active ${name}`;
  write(await native(rig).prepare(ctx, { key, parent }), name, "x".repeat(5000));
  await native(rig).commit(ctx, { name, key });
}

test("layers are prepared, written, committed and built upon", async () => {
  await using rig = await openRig();
  await layer(rig, "base");
  await layer(rig, "top", "base");
  const mounts = await native(rig).prepare(ctx, {
    key: "container",
    parent: "top",
    labels: { a: "1", gone: "" },
  });
  expect(readdirSync(mounts[0]?.source ?? "").sort()).toEqual(["base", "top"]);
  expect(mounts).toEqual([
    { type: "bind", source: mounts[0]?.source ?? "", target: "", options: ["rbind", "rw"] },
  ]);
  const view = await native(rig).view(ctx, { key: "view", parent: "top" });
  expect(view[0]?.options).toEqual(["rbind", "ro"]);
  expect(await native(rig).mounts(ctx, "container")).toEqual(mounts);
  expect(await native(rig).stat(ctx, "container")).toMatchObject({
    name: "container",
    kind: "active",
    parent: "top",
    labels: { a: "1" },
  });
  const listed = await Array.fromAsync(native(rig).list(ctx), ({ name, kind, parent }) => [
    name,
    kind,
    parent,
  ]);
  expect(listed).toEqual([
    ["base", "committed", ""],
    ["container", "active", "top"],
    ["top", "committed", "base"],
    ["view", "view", "top"],
  ]);
  expect(rig.published.map(({ topic, body }) => [topic, body.fields])).toEqual([
    ["/snapshot/prepare", { key: "active base", parent: "", snapshotter: "native" }],
    ["/snapshot/commit", { key: "active base", name: "base", snapshotter: "native" }],
    ["/snapshot/prepare", { key: "active top", parent: "base", snapshotter: "native" }],
    ["/snapshot/commit", { key: "active top", name: "top", snapshotter: "native" }],
    ["/snapshot/prepare", { key: "container", parent: "top", snapshotter: "native" }],
  ]);
});

test("usage is stored by the commit, and measured while active", async () => {
  await using rig = await openRig();
  await layer(rig, "base");
  const committed = await native(rig).usage(ctx, "base");
  expect(committed.size).toBeGreaterThanOrEqual(5000);
  await rig.reopen();
  expect(await native(rig).usage(ctx, "base")).toEqual(committed);
  const mounts = await native(rig).prepare(ctx, { key: "k" });
  const before = await native(rig).usage(ctx, "k");
  write(mounts, "file", "x".repeat(100_000));
  expect((await native(rig).usage(ctx, "k")).size).toBeGreaterThan(before.size + 90_000);
});

test("labels: a mask, and nothing of the active one's after a commit", async () => {
  await using rig = await openRig();
  const snapshots = native(rig);
  await snapshots.prepare(ctx, { key: "k", labels: { a: "1" } });
  const before = await snapshots.stat(ctx, "k");
  const updated = await snapshots.update(ctx, "k", { "b.c": "2", x: "ignored" }, ["labels.b.c"]);
  expect(updated).toEqual({ ...before, labels: { a: "1", "b.c": "2" }, updatedAt: updated.updatedAt });
  expect((await snapshots.update(ctx, "k", { d: "4" })).labels).toEqual({ d: "4" });
  await snapshots.commit(ctx, { name: "n", key: "k", labels: { e: "5" } });
  expect((await snapshots.stat(ctx, "n")).labels).toEqual({ e: "5" });
});

test("calls that are refused, with their kinds and texts", async () => {
  await using rig = await openRig();
  const snapshots = native(rig);
  await layer(rig, "base");
  await snapshots.prepare(ctx, { key: "k" });
  await snapshots.view(ctx, { key: "v", parent: "base" });
  const missing = "snapshot m does not exist: not found";
  expect(await refusal(snapshots.stat(ctx, "m"))).toBe(missing);
  expect(await refusal(snapshots.mounts(ctx, "m"))).toBe(missing);
  expect(await refusal(snapshots.usage(ctx, "m"))).toBe(missing);
  expect(await refusal(snapshots.remove(ctx, "m"))).toBe(missing);
  expect(await refusal(snapshots.update(ctx, "m", {}))).toBe(missing);
  expect(await refusal(snapshots.commit(ctx, { name: "n", key: "m" }))).toBe(missing);
  expect(await refusal(snapshots.update(ctx, "", {}))).toBe("invalid argument");
  expect(await refusal(snapshots.update(ctx, "k", {}, ["parent"]))).toBe(
    'cannot update "parent" field on snapshot "k": invalid argument',
  );
  expect(await refusal(snapshots.mounts(ctx, "base"))).toBe(
    "requested snapshot base not active or view: failed precondition",
  );
  expect(await refusal(snapshots.prepare(ctx, { key: "k" }))).toBe('snapshot "k": already exists');
  expect(await refusal(snapshots.prepare(ctx, { key: "n", parent: "m" }))).toBe(
    "parent snapshot m does not exist: not found",
  );
  expect(await refusal(snapshots.prepare(ctx, { key: "n", parent: "k" }))).toBe(
    'parent "k" is not committed snapshot: invalid argument',
  );
  expect(await refusal(snapshots.prepare(ctx, { key: "" }))).toBe(
    "snapshot key must not be empty: invalid argument",
  );
  expect(await refusal(snapshots.prepare(ctx, { key: "n", labels: { k: "v".repeat(4096) } }))).toStartWith(
    "info.Labels: label",
  );
  expect(await refusal(snapshots.commit(ctx, { name: "base", key: "k" }))).toBe(
    'snapshot "base": already exists',
  );
  expect(await refusal(snapshots.commit(ctx, { name: "n", key: "v" }))).toBe(
    'snapshot "v" is not active: failed precondition',
  );
  expect(await refusal(snapshots.commit(ctx, { name: "n", key: "k", parent: "base" }))).toBe(
    "snapshotter native cannot commit onto another parent: failed precondition",
  );
  expect(await refusal(snapshots.remove(ctx, "base"))).toBe(
    "cannot remove snapshot with child: failed precondition",
  );
  expect(() => rig.metadata.snapshots.of("zfs")).toThrow("snapshotter not loaded: zfs");
  expect((await rig.native.list()).length).toBe(3);
});

test("removal takes the record at once and the directories with the next collection", async () => {
  await using rig = await openRig();
  const mounts = await native(rig).prepare(ctx, { key: "k" });
  const source = mounts[0]?.source ?? "";
  await native(rig).remove(ctx, "k");
  expect(existsSync(source)).toBe(true);
  await rig.metadata.collectable.collect();
  expect(existsSync(source)).toBe(false);
});

test("namespaces share a driver, not names", async () => {
  await using rig = await openRig();
  await layer(rig, "base");
  expect(await refusal(native(rig).stat(elsewhere, "base"))).toEndWith("not found");
  expect(await refusal(native(rig).prepare(elsewhere, { key: "k", parent: "base" }))).toEndWith("not found");
  await native(rig).prepare(elsewhere, { key: "base" });
  expect((await native(rig).stat(ctx, "base")).kind).toBe("committed");
});

test("a prepare whose target exists answers already exists, and the lease holds the target", async () => {
  await using rig = await openRig();
  const { leases } = rig.metadata;
  await layer(rig, "sha256:chain");
  await leases.create(ctx, { id: "l", labels: {} });
  const leased = derive(ctx, { lease: "l" });
  const labels = { "containerd.io/snapshot.ref": "sha256:chain" };
  expect(await refusal(native(rig).prepare(leased, { key: "extract-1", labels }))).toBe(
    'target snapshot "sha256:chain": already exists',
  );
  expect(await leases.resources(ctx, "l")).toEqual([{ type: "snapshots/native", id: "sha256:chain" }]);
  await native(rig).prepare(leased, { key: "extract-2", labels: { "containerd.io/snapshot.ref": "other" } });
  expect(await refusal(native(rig).prepare(leased, { key: "extract-2" }))).toBe(
    'snapshot "extract-2": already exists',
  );
  await native(rig).commit(leased, { name: "other", key: "extract-2" });
  expect((await leases.resources(ctx, "l")).map(({ id }) => id)).toEqual(["other", "sha256:chain"]);
  await native(rig).remove(leased, "other");
  expect((await leases.resources(ctx, "l")).map(({ id }) => id)).toEqual(["sha256:chain"]);
  const unknown = derive(ctx, { lease: "none" });
  expect(await refusal(native(rig).prepare(unknown, { key: "x" }))).toBe("lease does not exist: not found");
  expect(await refusal(native(rig).stat(ctx, "x"))).toEndWith("not found");
});

test("of many creations of one key at once, one succeeds, and the others leave nothing behind", async () => {
  await using rig = await openRig();
  const attempts = Array.from({ length: 10 }, () => native(rig).prepare(ctx, { key: "k" }));
  const results = await Promise.allSettled(attempts);
  expect(results.filter(({ status }) => status === "fulfilled").length).toBe(1);
  expect((await rig.native.list()).length).toBe(1);
  const commits = ["a", "b"].map((name) => native(rig).commit(ctx, { name, key: "k" }));
  const committed = await Promise.allSettled(commits);
  expect(committed.filter(({ status }) => status === "fulfilled").length).toBe(1);
});

test("new numbers are above those of directories that a crash left, which the first collection removes", async () => {
  await using rig = await openRig();
  await rig.native.prepare({ number: 40, kind: "active", parents: [], labels: {} });
  await native(rig).prepare(ctx, { key: "k" });
  expect((await rig.native.list()).sort()).toEqual([40, 41]);
  await rig.metadata.collectable.collect();
  expect(await rig.native.list()).toEqual([]);
});

test("a driver that fails leaves no record and keeps its own error", async () => {
  const driver = {
    canRebase: false,
    prepare: async () => {
      throw notFound("zpool tank");
    },
    mounts: async () => [],
    commit: async () => ({ size: 0, inodes: 0 }),
    usage: async () => ({ size: 0, inodes: 0 }),
    remove: async () => {},
    list: async () => [],
  } satisfies Snapshotter;
  await using rig = await openRig({ snapshotters: new Map([["broken", driver]]) });
  const broken = rig.metadata.snapshots.of("broken");
  expect(await refusal(broken.prepare(ctx, { key: "k" }))).toBe("zpool tank: not found");
  expect(await Array.fromAsync(broken.list(ctx))).toEqual([]);
});

test("a driver that cannot list once fails one prepare, not all after it", async () => {
  let failures = 1;
  const prepared: number[] = [];
  const driver = {
    canRebase: false,
    prepare: async ({ number }) => void prepared.push(number),
    mounts: async () => [],
    commit: async () => ({ size: 0, inodes: 0 }),
    usage: async () => ({ size: 0, inodes: 0 }),
    remove: async () => {},
    list: async () => {
      if (failures-- > 0) {
        throw new Error("too many open files");
      }
      return [7];
    },
  } satisfies Snapshotter;
  await using rig = await openRig({ snapshotters: new Map([["weak", driver]]) });
  const weak = rig.metadata.snapshots.of("weak");
  expect(await refusal(weak.prepare(ctx, { key: "a" }))).toBe("too many open files");
  await Promise.all(["b", "c"].map((key) => weak.prepare(ctx, { key })));
  expect(prepared.sort()).toEqual([8, 9]);
});

test("filters, and names that begin like another snapshotter's", async () => {
  await using rig = await openRig();
  const other = rig.native;
  await using both = await openRig({
    snapshotters: new Map([
      ["native", rig.native],
      ["native-2", other],
    ]),
  });
  const { snapshots } = both.metadata;
  for (const key of ["a", "b/c", "\u{10FFFF}"]) {
    await snapshots.of("native").prepare(ctx, { key, labels: { key } });
  }
  expect(await Array.fromAsync(snapshots.of("native-2").list(ctx))).toEqual([]);
  expect(await Array.fromAsync(snapshots.of("").list(ctx), ({ name }) => name)).toEqual([
    "a",
    "b/c",
    "\u{10FFFF}",
  ]);
  const names = (filter: string) =>
    Array.fromAsync(snapshots.of("native").list(ctx, [filter]), ({ name }) => name);
  expect(await names("kind==active,name==a")).toEqual(["a"]);
  expect(await names("kind==committed")).toEqual([]);
  expect(await names('labels.key=="b/c"')).toEqual(["b/c"]);
  expect(await names("parent")).toEqual(["a", "b/c", "\u{10FFFF}"]);
});
