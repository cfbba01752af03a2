// The contract suite of snapshotters as clients see them: with names and parents, which the metadata keeps.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { background } from "../../src/context/index.ts";
import type { Metadata } from "../../src/core/metadata.ts";
import type { Mount } from "../../src/core/mount.ts";
import type { NamedSnapshots, Snapshotter } from "../../src/core/snapshotter.ts";
import { messageOf } from "../../src/errors/index.ts";
import { mountAll, unmountMounts } from "../../src/linux/mount.ts";
import { DiskBlobs } from "../../src/stores/content/blobs.ts";
import { openMetadata } from "../../src/stores/metadata/metadata.ts";

const ctx = background("suite");

async function complaint(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => expect.unreachable(),
    (error: unknown) => messageOf(error),
  );
}

/** The metadata and a driver in a temporary directory. */
class Rig implements AsyncDisposable {
  readonly root: string;
  readonly metadata: Metadata & AsyncDisposable;
  readonly driver: Snapshotter;
  readonly snapshots: NamedSnapshots;

  private constructor(root: string, metadata: Rig["metadata"], driver: Snapshotter) {
    this.root = root;
    this.metadata = metadata;
    this.driver = driver;
    this.snapshots = metadata.snapshots.of("driver");
  }

  static async open(open: (root: string) => Promise<Snapshotter>): Promise<Rig> {
    const root = fs.mkdtempSync(join(tmpdir(), "named-"));
    fs.mkdirSync(join(root, "target"));
    const driver = await open(join(root, "driver"));
    const metadata = await openMetadata({
      path: join(root, "metadata.db"),
      blobs: await DiskBlobs.open(join(root, "content")),
      snapshotters: new Map([["driver", driver]]),
      publish: async () => {},
    });
    return new Rig(root, metadata, driver);
  }

  async mounted<T>(mounts: readonly Mount[], work: (path: string) => T): Promise<T> {
    const target = join(this.root, "target");
    mountAll(mounts, target);
    try {
      return work(target);
    } finally {
      await unmountMounts(mounts, target);
    }
  }

  /** Makes a committed snapshot with a file that has the snapshot's name. */
  async layer(name: string, parent = ""): Promise<void> {
    const key = `${name}-in-the-making`;
    const mounts = await this.snapshots.prepare(ctx, { key, parent });
    await this.mounted(mounts, (path) => fs.writeFileSync(join(path, name), name));
    await this.snapshots.commit(ctx, { key, name });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.metadata[Symbol.asyncDispose]();
    fs.rmSync(this.root, { recursive: true });
  }
}

export function namedSnapshotsSuite(name: string, open: (root: string) => Promise<Snapshotter>): void {
  describe(`snapshots on ${name}`, () => {
    let made: Rig | undefined;
    const rig = (): Rig => made ?? expect.unreachable();

    beforeAll(async () => {
      made = await Rig.open(open);
      await made.layer("a");
      await made.layer("b", "a");
    });
    afterAll(() => rig()[Symbol.asyncDispose]());

    nameCases(rig);
    storeCases(rig);
  });
}

/** Cases about names, kinds, parents and mounts. */
function nameCases(given: () => Rig): void {
  test("snapshots have the kinds and parents that they were made with", async () => {
    const { snapshots } = given();
    await snapshots.prepare(ctx, { key: "kinds-active", parent: "b" });
    await snapshots.view(ctx, { key: "kinds-view", parent: "a" });
    expect(await snapshots.stat(ctx, "a")).toMatchObject({ name: "a", kind: "committed", parent: "" });
    expect(await snapshots.stat(ctx, "b")).toMatchObject({ kind: "committed", parent: "a" });
    expect(await snapshots.stat(ctx, "kinds-active")).toMatchObject({ kind: "active", parent: "b" });
    expect(await snapshots.stat(ctx, "kinds-view")).toMatchObject({ kind: "view", parent: "a" });
  });

  test("mounts are told again, of actives and views only", async () => {
    const rig = given();
    const { snapshots } = rig;
    const active = await snapshots.prepare(ctx, { key: "mounts-active", parent: "b" });
    expect(await snapshots.mounts(ctx, "mounts-active")).toEqual(active);
    const view = await snapshots.view(ctx, { key: "mounts-view", parent: "b" });
    expect(await snapshots.mounts(ctx, "mounts-view")).toEqual(view);
    expect(await rig.mounted(view, (path) => fs.readdirSync(path).sort())).toEqual(["a", "b"]);
    expect(await complaint(snapshots.mounts(ctx, "b"))).toContain("failed precondition");
    expect(await complaint(snapshots.mounts(ctx, "none"))).toBe("snapshot none does not exist: not found");
  });

  test("a parent must be committed and there", async () => {
    const { snapshots } = given();
    await snapshots.prepare(ctx, { key: "parent-active" });
    expect(await complaint(snapshots.prepare(ctx, { key: "x", parent: "none" }))).toEndWith(": not found");
    expect(await complaint(snapshots.prepare(ctx, { key: "x", parent: "parent-active" }))).toEndWith(
      ": invalid argument",
    );
    expect(await complaint(snapshots.prepare(ctx, { key: "parent-active" }))).toEndWith(": already exists");
  });
}

/** Cases about usage, walks, removal, and commits onto a parent. */
function storeCases(given: () => Rig): void {
  test("usage: of an active it grows, of a committed one it is its own layer's", async () => {
    const rig = given();
    const { snapshots } = rig;
    const mounts = await snapshots.prepare(ctx, { key: "usage-active", parent: "b" });
    const before = await snapshots.usage(ctx, "usage-active");
    await rig.mounted(mounts, (path) => fs.writeFileSync(join(path, "big"), Buffer.alloc(1 << 20, 1)));
    const after = await snapshots.usage(ctx, "usage-active");
    expect(after.size - before.size).toBeGreaterThanOrEqual(1 << 20);
    expect(after.inodes - before.inodes).toBe(1);
    await snapshots.commit(ctx, { key: "usage-active", name: "usage" });
    expect(await snapshots.usage(ctx, "usage")).toEqual(after);
  });

  test("a walk finds all of them, filters choose", async () => {
    const { snapshots } = given();
    await snapshots.prepare(ctx, { key: "walk", parent: "b", labels: { mine: "1" } });
    const names = async (...filters: string[]): Promise<string[]> =>
      (await Array.fromAsync(snapshots.list(ctx, filters))).map((info) => info.name).sort();
    expect(await names()).toEqual(expect.arrayContaining(["a", "b", "walk"]));
    expect(await names("labels.mine==1")).toEqual(["walk"]);
    expect(await names("kind==committed,parent==a")).toEqual(["b"]);
    expect(await Array.fromAsync(snapshots.list(background("other")))).toEqual([]);
  });

  test("what has children stays; what is removed is gone, from the disk with the next collection", async () => {
    const rig = given();
    const { snapshots } = rig;
    await rig.layer("parent", "a");
    await snapshots.prepare(ctx, { key: "child", parent: "parent" });
    expect(await complaint(snapshots.remove(ctx, "parent"))).toContain("cannot remove snapshot with child");
    const before = await rig.driver.list();
    await snapshots.remove(ctx, "child");
    await snapshots.remove(ctx, "parent");
    expect(await complaint(snapshots.stat(ctx, "parent"))).toBe("snapshot parent does not exist: not found");
    expect(await complaint(snapshots.remove(ctx, "parent"))).toBe(
      "snapshot parent does not exist: not found",
    );
    await rig.metadata.collectable.collect();
    const gone = before.length - (await rig.driver.list()).length;
    expect(gone).toBeGreaterThanOrEqual(2);
  });

  test("a commit onto a parent, only where the driver can", async () => {
    const rig = given();
    const { snapshots } = rig;
    await rig.layer("rebase-parent");
    const mounts = await snapshots.prepare(ctx, { key: "rebase-active" });
    await rig.mounted(mounts, (path) => fs.writeFileSync(join(path, "own"), ""));
    const commit = snapshots.commit(ctx, {
      key: "rebase-active",
      name: "rebased",
      parent: "rebase-parent",
    });
    if (!snapshots.canRebase) {
      expect(await complaint(commit)).toContain("cannot commit onto another parent");
      return;
    }
    await commit;
    const view = await snapshots.view(ctx, { key: "rebase-view", parent: "rebased" });
    expect(await rig.mounted(view, (path) => fs.readdirSync(path).sort())).toEqual(["own", "rebase-parent"]);
  });
}
