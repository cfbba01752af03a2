// What a checkpoint's archive holds beside the images of CRIU, by the names that checkpointctl looks for. Source: checkpointctl
// lib/metadata.go; containerd internal/cri/server/container_checkpoint_linux.go.
import { copyFile, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Scoped } from "../../context/index.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import { snapshotGidLabel, snapshotUidLabel } from "../../core/snapshotter.ts";
import { now, toRfc3339 } from "../../core/time.ts";
import { errnoOf } from "../../errors/index.ts";
import { readBlob } from "../../services/transfer/blob.ts";
import type { Cri } from "../cri.ts";
import { toGoJson } from "../go-json.ts";
import type { PodContainer } from "../store/containers.ts";
import { statusPath } from "../store/status.ts";
import { containerStatusOf } from "./status.ts";

export const checkpointNames = {
  /** Directory of CRIU's images. */
  images: "checkpoint",
  rootfs: "rootfs-diff.tar",
  config: "config.dump",
  spec: "spec.dump",
  criStatus: "status.dump",
  /** The file that containerd keeps of a container's state. */
  status: "status",
  log: "container.log",
} as const;

/** Go's zero time, for what has not happened. */
const never = "0001-01-01T00:00:00Z";

/** Writes what the container has changed in its root filesystem, as a layer. It is made in the caller's lease. */
export async function writeRootfsDiff(cri: Cri, ctx: Scoped, id: string, directory: string): Promise<void> {
  const { snapshotter, snapshotKey } = await cri.metadata.containers.get(ctx, id);
  const snapshots = cri.metadata.snapshots.of(snapshotter);
  const { parent, labels } = await snapshots.stat(ctx, snapshotKey);
  const mapped = Object.entries(labels).filter(([key]) => [snapshotUidLabel, snapshotGidLabel].includes(key));
  const view = `${snapshotKey}-checkpoint-${crypto.randomUUID()}`;
  const lower = await snapshots.view(ctx, { key: view, parent, labels: Object.fromEntries(mapped) });
  try {
    const layer = await cri.differ.diff(ctx, lower, await snapshots.mounts(ctx, snapshotKey));
    await copyBlob(cri, ctx, layer, join(directory, checkpointNames.rootfs));
  } finally {
    await snapshots.remove(ctx, view);
  }
}

async function copyBlob(cri: Cri, ctx: Scoped, blob: Descriptor, path: string): Promise<void> {
  await using file = await open(path, "wx", 0o600);
  for await (const chunk of readBlob(ctx, cri.metadata.content, blob)) {
    await file.appendFile(chunk);
  }
}

/** Writes who the container is, its specification, its state and its log. */
export async function writeDocuments(
  cri: Cri,
  ctx: Scoped,
  container: PodContainer,
  directory: string,
): Promise<void> {
  const { id, record } = container;
  const stored = await cri.metadata.containers.get(ctx, id);
  const status = containerStatusOf(container);
  const config = {
    id,
    name: record.name,
    rootfsImage: record.imageName,
    rootfsImageRef: status.imageRef,
    rootfsImageName: record.imageName,
    runtime: stored.runtime.name,
    createdTime: toRfc3339(stored.createdAt),
    checkpointedTime: toRfc3339(now()),
    restoredTime: never,
    restored: false,
  };
  const write = (name: string, content: string | Uint8Array): Promise<void> =>
    writeFile(join(directory, name), content, { mode: 0o600, flag: "wx" });
  await write(checkpointNames.config, JSON.stringify(config));
  await write(checkpointNames.criStatus, JSON.stringify(toGoJson(status)));
  await write(checkpointNames.spec, stored.spec.value);
  await copyFile(statusPath(container.directory), join(directory, checkpointNames.status));
  if (record.logPath !== "") {
    await copyIfThere(record.logPath, join(directory, checkpointNames.log));
  }
}

async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") {
      throw error;
    }
  }
}
