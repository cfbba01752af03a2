// The rules of creating a container: how its spec, its snapshot and its record are made from an image's configuration. They
// depend neither on the API nor on the database, so that the client library and the daemon's CRI can both use them.
// Source: containerd client/container_opts.go, client/client.go.
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

/** The label of a container that names the stop signal of its image. Source: containerd client/container_opts.go. */
export const stopSignalLabel = "io.containerd.image.config.stop-signal";

/** A new container, with the mounts that its first task can use. */
export interface CreatedContainer {
  readonly record: Container;
  /** Mounts of the snapshot that was made for the container; undefined when none was made. */
  readonly mounts: readonly Mount[] | undefined;
}

/** Milliseconds for removing what a failed creation has made. It happens even when the caller has given up. */
const rollbackTimeout = 10_000;

/**
 * Records a container, and makes a snapshot for it if the plan says so. It starts no process. A lease, the caller's or a new
 * one, protects the snapshot from collection until the record refers to it. When anything fails, or the caller gives up, both
 * snapshot and record are removed.
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
      await rollBack(ctx, stores, id, plan.snapshotter, rootfs.key, error);
    }
    throw error;
  }
}

/** The snapshot that serves as a container's root filesystem. */
interface Rootfs {
  /** Empty for a container without a snapshot. */
  readonly key: string;
  /** Undefined for a snapshot that existed before. */
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
 * Removes the snapshot of a container that could not be recorded. When the caller gave up, the record may have been made all
 * the same. A record that refers to this snapshot is such a one, and is deleted first.
 */
async function rollBack(
  ctx: Scoped,
  stores: ContainerStores,
  id: string,
  snapshotter: string,
  key: string,
  failure: unknown,
): Promise<void> {
  const cleanup = derive(detached(ctx), { deadline: Date.now() + rollbackTimeout });
  try {
    if (!isKind(failure, "already exists")) {
      await deleteRecord(cleanup, stores, id, snapshotter, key);
    }
    await stores.snapshots(snapshotter).remove(cleanup, key);
  } catch {
    // The caller needs to know the first failure, not this one. The snapshot will be collected after the lease has ended.
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
