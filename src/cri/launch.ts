// Containers and their tasks, made from the daemon's own stores. Pause containers and those of pods are made alike.
import { derive, type Scoped } from "../context/index.ts";
import type { Any } from "../core/any.ts";
import type { Labels } from "../core/labels.ts";
import type { Mount } from "../core/mount.ts";
import { snapshotGidLabel, snapshotUidLabel } from "../core/snapshotter.ts";
import type { Stdio } from "../core/task.ts";
import { isKind } from "../errors/index.ts";
import { formatIdRanges, type IdMappings } from "../linux/id-mapping.ts";
import { createContainer } from "../oci/container/create.ts";
import type { SpecOption } from "../oci/spec/index.ts";
import { baseSpec } from "./base-spec.ts";
import type { Cri } from "./cri.ts";
import type { ImageFacts } from "./images/image-index.ts";
import { snapshotterOf } from "./images/images.ts";
import { requireUnpacked } from "./images/unpack.ts";
import { despiteLostShim } from "./lost-shim.ts";
import { runtimeOptions, type StreamOwner } from "./runtime-options.ts";
import type { RuntimeHandler } from "./settings.ts";

export interface NewContainerRecord {
  readonly id: string;
  readonly podId: string;
  readonly image: ImageFacts;
  readonly imageName: string;
  readonly handler: RuntimeHandler;
  readonly spec: readonly SpecOption[];
  readonly labels: Labels;
  readonly extensions: Readonly<Record<string, Any>>;
  /** Of its user namespace; undefined in the host's. */
  readonly mappings: IdMappings | undefined;
}

/** Prepares the root filesystem, whose mounts it returns, and records the container. When it fails, nothing of it is left. */
export async function createRecord(
  cri: Cri,
  ctx: Scoped,
  wanted: NewContainerRecord,
): Promise<readonly Mount[]> {
  const { id, podId, handler, image, imageName } = wanted;
  const { metadata } = cri;
  const stores = {
    containers: metadata.containers,
    leases: metadata.leases,
    snapshots: (snapshotter: string) => metadata.snapshots.of(snapshotter),
  };
  const snapshotter = handler.snapshotter || snapshotterOf(cri.images);
  // The pod's lease holds the snapshots until the container's record does.
  const leased = derive(ctx, { lease: podId });
  await requireUnpacked(cri.images, leased, { imageName, chainId: image.chainId, snapshotter });
  const { mounts = [] } = await createContainer(leased, stores, id, {
    image: {
      record: await metadata.images.get(ctx, imageName),
      chainId: async () => image.chainId,
      config: async () => image.config,
    },
    snapshotter,
    newSnapshot: true,
    snapshotLabels: wanted.mappings === undefined ? undefined : snapshotLabelsOf(wanted.mappings),
    spec: [...baseSpec(handler), ...wanted.spec],
    labels: wanted.labels,
    runtime: { name: handler.type, options: runtimeOptions(handler) },
    sandbox: podId,
    extensions: wanted.extensions,
  });
  return mounts;
}

/** What makes the files of a snapshot's layers belong to the ids of a user namespace. */
export function snapshotLabelsOf({ uids, gids }: IdMappings): Labels {
  return { [snapshotUidLabel]: formatIdRanges(uids), [snapshotGidLabel]: formatIdRanges(gids) };
}

/** Makes the container's task; `start` lets it go. `owner` is whom its pipes belong to, where that is not the host's root. */
export async function createTask(
  cri: Cri,
  ctx: Scoped,
  id: string,
  handler: RuntimeHandler,
  stdio: Stdio,
  owner?: StreamOwner,
): Promise<number> {
  const { pid } = await cri.tasks.create(ctx, {
    ...stdio,
    containerId: id,
    rootfs: await rootfsOf(cri, ctx, id),
    options: owner === undefined ? undefined : runtimeOptions(handler, owner),
    runtimePath: handler.path,
    checkpoint: undefined,
    checkpointPath: "",
    taskApiAddress: "",
    taskApiVersion: 0,
  });
  return pid;
}

async function rootfsOf(cri: Cri, ctx: Scoped, id: string): Promise<Mount[]> {
  const { snapshotter, snapshotKey } = await cri.metadata.containers.get(ctx, id);
  return cri.metadata.snapshots.of(snapshotter).mounts(ctx, snapshotKey);
}

const SIGKILL = 9;

/** Ends the task, waits for its end and deletes it. Does nothing when there is none. */
export async function removeTask(cri: Cri, ctx: Scoped, id: string): Promise<void> {
  const { runtime } = cri.tasks;
  await despiteLostShim(async () => {
    await runtime.kill(ctx, id, "", SIGKILL, true).catch(ignoreMissing);
    await runtime.wait(ctx, id, "").catch(ignoreMissing);
    await runtime.delete(ctx, id).catch(ignoreMissing);
  });
}

/** Removes what `createRecord` made. Does nothing when it is gone. */
export async function removeRecord(cri: Cri, ctx: Scoped, id: string): Promise<void> {
  const { metadata } = cri;
  const found = await metadata.containers.get(ctx, id).catch(ignoreMissing);
  if (found === undefined) {
    return;
  }
  await metadata.snapshots.of(found.snapshotter).remove(ctx, found.snapshotKey).catch(ignoreMissing);
  await metadata.containers.delete(ctx, id).catch(ignoreMissing);
}

export function ignoreMissing(error: unknown): undefined {
  if (isKind(error, "not found")) {
    return undefined;
  }
  throw error;
}
