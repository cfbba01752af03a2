// Races between two callers. They are made to happen by drivers that stop where the test wants, until it lets them go on.
import { expect, test } from "bun:test";
import { background, derive } from "../../../src/context/index.ts";
import type { BlobStore } from "../../../src/core/blob.ts";
import type { SnapshotChain, Snapshotter } from "../../../src/core/snapshotter.ts";
import { alreadyExists } from "../../../src/errors/index.ts";
import { DiskBlobs } from "../../../src/stores/content/blobs.ts";
import { ctx, digestOf, newImage, openRig, put, type Rig, refusal } from "./rig.ts";

/** Stops one call of a driver, until the test lets it go on. */
class Gate {
  readonly #reached = Promise.withResolvers<void>();
  readonly #open = Promise.withResolvers<void>();
  readonly reached = this.#reached.promise;

  async pass(): Promise<void> {
    this.#reached.resolve();
    await this.#open.promise;
  }

  open(): void {
    this.#open.resolve();
  }
}

/** A driver whose directories are just numbers in a set. */
class GatedSnapshotter implements Snapshotter {
  readonly canRebase = true;
  readonly directories = new Set<number>();
  prepareGate: Gate | undefined;
  commitGate: Gate | undefined;
  removeFails = false;
  /** Whether the driver answers that the snapshot exists already, as a remote snapshotter does. */
  hasTargets = false;

  async prepare({ number }: SnapshotChain): Promise<void> {
    this.directories.add(number);
    if (this.hasTargets) {
      throw alreadyExists("snapshot");
    }
    await this.prepareGate?.pass();
  }

  async mounts(): Promise<[]> {
    return [];
  }

  async commit(): Promise<{ size: number; inodes: number }> {
    await this.commitGate?.pass();
    return { size: 1, inodes: 1 };
  }

  async usage(): Promise<{ size: number; inodes: number }> {
    return { size: 2, inodes: 2 };
  }

  async remove(number: number): Promise<void> {
    if (this.removeFails) {
      throw new Error("device busy");
    }
    this.directories.delete(number);
  }

  async list(): Promise<number[]> {
    return [...this.directories];
  }
}

async function openGated(): Promise<{ rig: Rig; driver: GatedSnapshotter }> {
  const driver = new GatedSnapshotter();
  const rig = await openRig({ snapshotters: new Map([["gated", driver]]) });
  await rig.metadata.collectable.collect();
  await rig.metadata.leases.create(ctx, { id: "l", labels: {} });
  return { rig, driver };
}

const leased = derive(ctx, { lease: "l" });

async function layer(rig: Rig, name: string): Promise<void> {
  const snapshots = rig.metadata.snapshots.of("gated");
  await snapshots.prepare(leased, { key: `active ${name}` });
  await snapshots.commit(leased, { name, key: `active ${name}` });
}

test("a snapshot being prepared is no leftover; one whose preparation failed is", async () => {
  const { rig, driver } = await openGated();
  await using _rig = rig;
  const snapshots = rig.metadata.snapshots.of("gated");
  const gate = new Gate();
  driver.prepareGate = gate;
  const preparing = snapshots.prepare(leased, { key: "k" });
  await gate.reached;
  await rig.metadata.collectable.collect();
  expect([...driver.directories]).toEqual([1]);
  driver.removeFails = true;
  await rig.metadata.leases.delete(ctx, "l");
  gate.open();
  expect(await refusal(preparing)).toBe("lease does not exist: not found");
  expect([...driver.directories]).toEqual([1]);
  driver.removeFails = false;
  await rig.metadata.collectable.collect();
  expect([...driver.directories]).toEqual([]);
});

test("a parent that was replaced while its child was being prepared is not the child's parent", async () => {
  const { rig, driver } = await openGated();
  await using _rig = rig;
  const snapshots = rig.metadata.snapshots.of("gated");
  await layer(rig, "base");
  const gate = new Gate();
  driver.prepareGate = gate;
  const preparing = snapshots.prepare(leased, { key: "child", parent: "base" });
  await gate.reached;
  driver.prepareGate = undefined;
  await snapshots.remove(leased, "base");
  await layer(rig, "base");
  gate.open();
  expect(await refusal(preparing)).toBe("parent snapshot base does not exist: not found");
  expect([...driver.directories]).toEqual([1, 3]);
});

test("an active snapshot that was replaced while it was being committed stays active", async () => {
  const { rig, driver } = await openGated();
  await using _rig = rig;
  const snapshots = rig.metadata.snapshots.of("gated");
  await snapshots.prepare(leased, { key: "k" });
  const gate = new Gate();
  driver.commitGate = gate;
  const committing = snapshots.commit(leased, { name: "n", key: "k" });
  await gate.reached;
  await snapshots.remove(leased, "k");
  await snapshots.prepare(leased, { key: "k" });
  gate.open();
  expect(await refusal(committing)).toBe("snapshot k does not exist: not found");
  expect((await snapshots.stat(ctx, "k")).kind).toBe("active");
});

test("a parentless active snapshot is committed onto a parent where the driver can", async () => {
  const { rig } = await openGated();
  await using _rig = rig;
  const snapshots = rig.metadata.snapshots.of("gated");
  await layer(rig, "base");
  await snapshots.prepare(leased, { key: "late" });
  expect(await refusal(snapshots.commit(leased, { name: "top", key: "late", parent: "m" }))).toBe(
    "parent snapshot m does not exist: not found",
  );
  await snapshots.commit(leased, { name: "top", key: "late", parent: "base" });
  expect(await snapshots.stat(ctx, "top")).toMatchObject({ kind: "committed", parent: "base" });
  expect(await refusal(snapshots.remove(ctx, "base"))).toBe(
    "cannot remove snapshot with child: failed precondition",
  );
  await snapshots.prepare(leased, { key: "has", parent: "top" });
  await snapshots.commit(leased, { name: "leaf", key: "has", parent: "base" });
  expect((await snapshots.stat(ctx, "leaf")).parent).toBe("top");
});

test("a target that the driver has by itself is committed at once, under its lease", async () => {
  const { rig, driver } = await openGated();
  await using _rig = rig;
  const snapshots = rig.metadata.snapshots.of("gated");
  await layer(rig, "base");
  driver.hasTargets = true;
  expect(await refusal(snapshots.prepare(leased, { key: "k" }))).toBe(
    "unexpected error from snapshotter: snapshot: already exists",
  );
  const labels = { "containerd.io/snapshot.ref": "sha256:x", "containerd.io/snapshot/a": "b" };
  expect(await refusal(snapshots.prepare(leased, { key: "extract", parent: "base", labels }))).toBe(
    'target snapshot "sha256:x" from snapshotter: already exists',
  );
  expect(await snapshots.stat(ctx, "sha256:x")).toMatchObject({ kind: "committed", parent: "base", labels });
  expect(await refusal(snapshots.stat(ctx, "extract"))).toEndWith("not found");
  const held = await rig.metadata.leases.resources(ctx, "l");
  expect(held.map(({ id }) => id)).toEqual(["base", "sha256:x"]);
  await rig.metadata.collectable.collect();
  expect([...driver.directories]).toEqual([1, 3]);
});

test("a blob that is being removed is not shared", async () => {
  const gate = new Gate();
  let stops = false;
  await using first = await openRig();
  const disk = await DiskBlobs.open(`${first.root}/gated`);
  const blobs: BlobStore = Object.create(disk, {
    remove: {
      value: async (digest: string) => {
        if (stops) {
          await gate.pass();
        }
        await disk.remove(digest);
      },
    },
  });
  for (const name of ["info", "list", "path", "reader", "writer", "status", "statuses", "abort"] as const) {
    Object.defineProperty(blobs, name, { value: disk[name].bind(disk) });
  }
  await using rig = await openRig({ blobs });
  const { content, collectable } = rig.metadata;
  await collectable.collect();
  const digest = await put(rig.metadata, "short-lived");
  stops = true;
  const collecting = collectable.collect();
  await gate.reached;
  const opening = content.writer(ctx, { ref: "r", expected: digest });
  await Bun.sleep(20);
  gate.open();
  await using writer = await opening;
  expect(writer.status.offset).toBe(0);
  await collecting;
});

test.each(["commit", "write"] as const)(
  "a shared blob that was collected: %s says try again",
  async (what) => {
    await using rig = await openRig();
    const { content, collectable } = rig.metadata;
    const other = background("other");
    const digest = await put(rig.metadata, "shared", {}, other);
    const options = { ref: "r", expected: digest, total: 6 };
    await using writer = await content.writer(ctx, options);
    expect(writer.status.offset).toBe(6);
    await content.abort(ctx, "r");
    await content.delete(other, digest);
    await collectable.collect();
    const work =
      what === "commit" ? writer.commit(ctx, { expected: digest }) : writer.write(Buffer.from("x"));
    expect(await refusal(work)).toBe(`content ${digest}, which ref "r" shared, is gone: unavailable`);
    expect(await refusal(content.info(ctx, digest))).toEndWith("not found");
    await writer.close();
    await using again = await content.writer(ctx, options);
    expect(again.status.offset).toBe(0);
    await again.write(Buffer.from("shared"));
    expect(await again.commit(ctx, { expected: digest })).toBe(digest);
  },
);

test("bytes whose commit was refused go with the next collection", async () => {
  await using rig = await openRig();
  const { content, leases, collectable } = rig.metadata;
  await collectable.collect();
  await leases.create(ctx, { id: "l", labels: {} });
  await using writer = await content.writer(leased, { ref: "r" });
  await writer.write(Buffer.from("unwanted"));
  await leases.delete(ctx, "l");
  expect(await refusal(writer.commit(leased))).toBe("lease does not exist: not found");
  expect((await rig.blobs.info(digestOf("unwanted"))).size).toBe(8);
  await collectable.collect();
  expect(await refusal(rig.blobs.info(digestOf("unwanted")))).toEndWith("not found");
});

test("a change that is refused midway leaves the lease as it was", async () => {
  await using rig = await openRig();
  const { images, leases } = rig.metadata;
  const expire = { "containerd.io/gc.expire": "2999-01-01T00:00:00Z" };
  await leases.create(ctx, { id: "l", labels: {} });
  await images.create(ctx, newImage("a", digestOf("x"), expire));
  expect(await refusal(images.create(leased, newImage("a", digestOf("x"), expire)))).toEndWith(
    "already exists",
  );
  expect(await leases.resources(ctx, "l")).toEqual([]);
  await leases.addResource(ctx, "l", { type: "images", id: "a" });
  expect(await refusal(images.delete(leased, "a", { target: digestOf("y") }))).toEndWith("not found");
  expect(await leases.resources(ctx, "l")).toEqual([{ type: "images", id: "a" }]);
});
