// The rules of creating a container: from an image's configuration to a spec, a snapshot and a record. They know neither
// wire nor database, and are used on both sides of the API. Source: containerd client/container_opts.go, client/client.go.
import { derive, detached, type Scoped } from "../../context/index.ts";
import { jsonAny, typeUrls } from "../../core/any.ts";
import type { Container, NewContainer } from "../../core/container.ts";
import type { Labels } from "../../core/labels.ts";
import type { Mount } from "../../core/mount.ts";
import { failedPrecondition, isKind } from "../../errors/index.ts";
import { withLease } from "../lease.ts";
import { buildSpec } from "../spec/default.ts";
import { inheritableLabels } from "../spec/labels.ts";
import type { SpecOption } from "../spec/option.ts";
import { viewDirectory, viewMounts } from "../spec/rootview.ts";
import type { Spec } from "../spec/types.ts";
import type { ContainerStores } from "./contracts.ts";
import type { ContainerPlan } from "./plan.ts";

/** Label of a container: the signal that its image wants to be stopped with. Source: containerd client/container_opts.go. */
export const stopSignalLabel = "io.containerd.image.config.stop-signal";

/** A new container, and what its first task can use. */
export interface CreatedContainer {
  readonly record: Container;
  /** Mounts of the snapshot that was made for it; undefined when none was. */
  readonly mounts: readonly Mount[] | undefined;
}

/** Milliseconds. What a failed creation made is removed even when its caller gave up, but not for ever. */
const undoTimeout = 10_000;

/**
 * Records a container, with a snapshot of its own if the plan says so. Nothing runs yet. The work is done in the caller's
 * lease or in one of its own: until the record refers to the snapshot, nothing else keeps it. When anything fails, or the
 * caller gives up, neither snapshot nor record stays.
 *
 * @throws already exists: the id or the snapshot's key is taken; failed precondition: a new snapshot without an image.
 */
export async function createContainer(
  ctx: Scoped,
  stores: ContainerStores,
  id: string,
  plan: ContainerPlan,
): Promise<CreatedContainer> {
  if (plan.newSnapshot && plan.image === undefined) {
    throw failedPrecondition(`new snapshot for container ${JSON.stringify(id)}: no image`);
  }
  return withLease(ctx, stores.leases, (leased) => createLeased(leased, stores, id, plan));
}

async function createLeased(
  ctx: Scoped,
  stores: ContainerStores,
  id: string,
  plan: ContainerPlan,
): Promise<CreatedContainer> {
  const rootfs = await prepareRootfs(ctx, stores, id, plan);
  try {
    const record: NewContainer = {
      id,
      labels: await labelsOf(plan),
      image: plan.image?.record.name ?? "",
      runtime: plan.runtime,
      spec: jsonAny(typeUrls.spec, await specOf(ctx, stores, id, plan, rootfs)),
      snapshotter: plan.snapshotter,
      snapshotKey: rootfs.key,
      sandbox: plan.sandbox ?? "",
      extensions: plan.extensions ?? {},
    };
    return { record: await stores.containers.create(ctx, record), mounts: rootfs.mounts };
  } catch (error) {
    if (plan.newSnapshot) {
      await undo(ctx, stores, id, plan.snapshotter, rootfs.key, error);
    }
    throw error;
  }
}

/** The snapshot that a container's root filesystem is. */
interface Rootfs {
  /** Empty for a container without a snapshot. */
  readonly key: string;
  /** Undefined for a snapshot that was there before. */
  readonly mounts: readonly Mount[] | undefined;
}

async function prepareRootfs(
  ctx: Scoped,
  stores: ContainerStores,
  id: string,
  plan: ContainerPlan,
): Promise<Rootfs> {
  const { image, newSnapshot, snapshotKey = "", snapshotLabels } = plan;
  if (!newSnapshot || image === undefined) {
    return { key: snapshotKey, mounts: undefined };
  }
  const key = typeof newSnapshot === "string" ? newSnapshot : id;
  const source = { key, parent: await image.chainId(), labels: snapshotLabels };
  return { key, mounts: await stores.snapshots(plan.snapshotter).prepare(ctx, source) };
}

async function specOf(
  ctx: Scoped,
  stores: ContainerStores,
  id: string,
  plan: ContainerPlan,
  { key, mounts }: Rootfs,
): Promise<Spec> {
  const { spec = [], rootfs, snapshotter } = plan;
  if (!isOptions(spec)) {
    return spec;
  }
  const image = await plan.image?.config();
  const openRootfs = async () =>
    rootfs === undefined
      ? viewMounts(mounts ?? (await stores.snapshots(snapshotter).mounts(ctx, key)))
      : viewDirectory(rootfs);
  return buildSpec({ id, namespace: ctx.namespace, image, rootfs: openRootfs }, spec);
}

function isOptions(spec: readonly SpecOption[] | Spec): spec is readonly SpecOption[] {
  return Array.isArray(spec);
}

async function labelsOf({ image, labels }: ContainerPlan): Promise<Labels> {
  if (image === undefined) {
    return { ...labels };
  }
  const { Labels, StopSignal } = await image.config();
  const inherited = inheritableLabels({ ...Labels, ...image.record.labels });
  return { ...inherited, [stopSignalLabel]: StopSignal || "SIGTERM", ...labels };
}

/**
 * Removes the snapshot of a container that could not be recorded. A caller that gave up does not know whether the record
 * was made all the same: a record that stands on this snapshot is ours, and goes first.
 */
async function undo(
  ctx: Scoped,
  stores: ContainerStores,
  id: string,
  snapshotter: string,
  key: string,
  failure: unknown,
): Promise<void> {
  const patient = derive(detached(ctx), { deadline: Date.now() + undoTimeout });
  try {
    if (!isKind(failure, "already exists")) {
      await deleteRecord(patient, stores, id, snapshotter, key);
    }
    await stores.snapshots(snapshotter).remove(patient, key);
  } catch {
    // The lease's end has the snapshot collected, and the failure that led here is what the caller has to know.
  }
}

async function deleteRecord(
  ctx: Scoped,
  { containers }: ContainerStores,
  id: string,
  snapshotter: string,
  key: string,
): Promise<void> {
  try {
    const record = await containers.get(ctx, id);
    if (record.snapshotter === snapshotter && record.snapshotKey === key) {
      await containers.delete(ctx, id);
    }
  } catch (error) {
    if (!isKind(error, "not found")) {
      throw error;
    }
  }
}
