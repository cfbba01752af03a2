// The differ over the real stores: blobs and metadata on disk, snapshots of both drivers.
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { background } from "../../../src/context/index.ts";
import type { Metadata } from "../../../src/core/metadata.ts";
import type { Mount } from "../../../src/core/mount.ts";
import type { Snapshotter } from "../../../src/core/snapshotter.ts";
import { kindOf } from "../../../src/errors/index.ts";
import { childCommand } from "../../../src/layers/child.ts";
import { WalkingDiffer } from "../../../src/layers/differ.ts";
import { gzipLayer, uncompressedLayer, zstdLayer } from "../../../src/layers/media-type.ts";
import { mountAll, unmountMounts } from "../../../src/linux/mount.ts";
import { NativeSnapshotter } from "../../../src/snapshotters/native/native.ts";
import { OverlaySnapshotter } from "../../../src/snapshotters/overlay/overlay.ts";
import { DiskBlobs } from "../../../src/stores/content/blobs.ts";
import { openMetadata } from "../../../src/stores/metadata/metadata.ts";
import { describeTree } from "../../harness/describe-tree.ts";

// Processes and disks of a busy machine take their time.
setDefaultTimeout(60_000);

const top = fs.mkdtempSync(join(tmpdir(), "differ-"));
const target = join(top, "target");
fs.mkdirSync(target);
const ctx = background("test");
const uncompressed = "containerd.io/uncompressed";

const overlay = await OverlaySnapshotter.open({
  root: join(top, "overlay"),
  mountOptions: ["index=off"],
  canRebase: true,
});
const metadata: Metadata & AsyncDisposable = await openMetadata({
  path: join(top, "metadata.db"),
  blobs: await DiskBlobs.open(join(top, "content")),
  snapshotters: new Map<string, Snapshotter>([
    ["overlayfs", overlay],
    ["native", await NativeSnapshotter.open(join(top, "native"))],
  ]),
  publish: async () => {},
});
const differ = new WalkingDiffer(metadata.content, childCommand());

afterAll(async () => {
  await metadata[Symbol.asyncDispose]();
  fs.rmSync(top, { recursive: true });
});

async function mounted<T>(mounts: readonly Mount[], work: (root: string) => T): Promise<T> {
  mountAll(mounts, target);
  try {
    return work(target);
  } finally {
    await unmountMounts(mounts, target);
  }
}

test.each(["overlayfs", "native"])(
  "layers made from %s and applied again give the same tree",
  async (name) => {
    const snapshots = metadata.snapshots.of(name);
    const active = await snapshots.prepare(ctx, { key: "base-active" });
    await mounted(active, (path) => {
      fs.mkdirSync(join(path, "dir"));
      fs.writeFileSync(join(path, "dir/deleted"), "x");
      fs.writeFileSync(join(path, "kept"), "kept");
    });
    await snapshots.commit(ctx, { key: "base-active", name: "base" });
    const child = await snapshots.prepare(ctx, { key: "child", parent: "base" });
    await mounted(child, (path) => {
      fs.rmSync(join(path, "dir/deleted"));
      fs.writeFileSync(join(path, "dir/new"), "new");
    });
    const view = await snapshots.view(ctx, { key: "base-view", parent: "base" });

    const first = await differ.diff(ctx, [], view, { mediaType: zstdLayer });
    const second = await differ.diff(ctx, view, child);
    expect([first.mediaType, second.mediaType]).toEqual([zstdLayer, gzipLayer]);
    const info = await metadata.content.info(ctx, second.digest);
    expect(info.size).toBe(second.size);

    const bottom = await snapshots.prepare(ctx, { key: "bottom-active" });
    await differ.apply(ctx, first, bottom);
    await snapshots.commit(ctx, { key: "bottom-active", name: "bottom" });
    const upper = await snapshots.prepare(ctx, { key: "upper", parent: "bottom" });
    const { descriptor } = await differ.apply(ctx, second, upper);
    expect(info.labels[uncompressed]).toBe(descriptor.digest);
    const wanted = await mounted(child, (path) => describeTree(path, "names"));
    expect(await mounted(upper, (path) => describeTree(path, "names"))).toBe(wanted);
    expect(wanted).toContain("./dir/new f");
    expect(await metadata.content.statuses(ctx)).toEqual([]);
  },
);

test("a blob that is there already is success, and gets its label", async () => {
  const tree = join(top, "tree");
  fs.mkdirSync(tree);
  fs.writeFileSync(join(tree, "file"), "");
  const upper = [{ type: "bind", source: tree, target: "", options: ["rbind", "ro"] }];
  const first = await differ.diff(ctx, [], upper, { ref: "mine", labels: { mine: "1" } });
  expect((await metadata.content.info(ctx, first.digest)).labels).toMatchObject({ mine: "1" });
  const plain = (await metadata.content.info(ctx, first.digest)).labels[uncompressed];
  await metadata.content.update(ctx, first.digest, {}, [`labels.${uncompressed}`]);
  const again = await differ.diff(ctx, [], upper, { ref: "mine" });
  expect(again).toEqual(first);
  expect((await metadata.content.info(ctx, first.digest)).labels[uncompressed]).toBe(plain ?? "");
  const raw = await differ.diff(ctx, [], upper, { mediaType: uncompressedLayer });
  expect(raw.digest).toBe(plain ?? "");
});

test("what fails leaves no ingest, and another media type is for another differ", async () => {
  const missing = [{ type: "bind", source: join(top, "missing"), target: "", options: ["rbind", "ro"] }];
  await expect(differ.diff(ctx, [], missing)).rejects.toThrow("ENOENT");
  expect(await metadata.content.statuses(ctx)).toEqual([]);
  const other = await differ
    .diff(ctx, [], missing, { mediaType: "text/plain" })
    .catch((error: unknown) => error);
  expect(kindOf(other)).toBe("not implemented");
});
