import type { Any } from "../core/any.ts";
import { jsonAny, typeUrls } from "../core/any.ts";
import type { Container } from "../core/container.ts";
import type { Labels } from "../core/labels.ts";
import type { Mount } from "../core/mount.ts";
import { failedPrecondition } from "../errors/index.ts";
import { buildSpec } from "../oci/spec/default.ts";
import { inheritableLabels } from "../oci/spec/labels.ts";
import type { Given, SpecOption } from "../oci/spec/option.ts";
import { viewDirectory, viewMounts } from "../oci/spec/rootview.ts";
import type { Spec } from "../oci/spec/types.ts";
import type { Client } from "./client.ts";
import type { Image } from "./image.ts";
import type { RequestOptions } from "./wire.ts";

/** A container to be recorded: what it is made from and how it runs. */
export interface NewContainer {
  readonly image?: Image | undefined;
  /** Default: the namespace's, or `overlayfs`; with an image or a snapshot. */
  readonly snapshotter?: string | undefined;
  /** Makes a writable snapshot of the image under this key; `true`: under the container's id. */
  readonly newSnapshot?: boolean | string | undefined;
  readonly snapshotLabels?: Labels | undefined;
  /** A snapshot that is there already. */
  readonly snapshotKey?: string | undefined;
  /** A directory of the host as root filesystem, in place of a snapshot. */
  readonly rootfs?: string | undefined;
  /** Options of the OCI spec, applied in order; or a whole spec. */
  readonly spec?: readonly SpecOption[] | Spec | undefined;
  /** Win over the image's own, of which those in reserved spaces are left out. */
  readonly labels?: Labels | undefined;
  /** Default: the namespace's, or `io.containerd.runc.v2`. */
  readonly runtime?: string | undefined;
  readonly runtimeOptions?: Any | undefined;
  readonly sandbox?: string | undefined;
  readonly extensions?: Readonly<Record<string, Any>> | undefined;
}

const stopSignalLabel = "io.containerd.image.config.stop-signal";

/** A new container's record, and what its first task can use. */
export interface Created {
  readonly record: Container;
  /** Of its snapshot, if one was made. */
  readonly mounts: readonly Mount[] | undefined;
}

/** Must run under a lease: until the container's record holds its snapshot, nothing else does. */
export async function createContainer(
  client: Client,
  id: string,
  wanted: NewContainer,
  options: RequestOptions,
): Promise<Created> {
  const hasSnapshot = wanted.image !== undefined || wanted.snapshotKey !== undefined;
  const snapshotter = hasSnapshot ? await client.snapshotterFor(wanted.snapshotter, options) : "";
  const snapshot = await snapshotFor(client, id, wanted, snapshotter, options);
  try {
    const spec = await specFor(client, id, wanted, snapshot, options);
    const record = {
      id,
      labels: await labelsFor(wanted),
      image: wanted.image?.name ?? "",
      runtime: { name: await client.runtimeFor(wanted.runtime, options), options: wanted.runtimeOptions },
      spec: jsonAny(typeUrls.spec, spec),
      snapshotter,
      snapshotKey: snapshot.key,
      sandbox: wanted.sandbox ?? "",
      extensions: wanted.extensions ?? {},
    };
    return { record: await client.containers.create(record, options), mounts: snapshot.mounts };
  } catch (error) {
    if (wanted.newSnapshot) {
      await client
        .snapshots(snapshotter)
        .remove(snapshot.key, { timeout: 10_000 })
        .catch(() => {});
    }
    throw error;
  }
}

interface Snapshot {
  readonly snapshotter: string;
  readonly key: string;
  readonly mounts: readonly Mount[] | undefined;
}

async function snapshotFor(
  client: Client,
  id: string,
  wanted: NewContainer,
  snapshotter: string,
  options: RequestOptions,
): Promise<Snapshot> {
  if (!wanted.newSnapshot) {
    return { snapshotter, key: wanted.snapshotKey ?? "", mounts: undefined };
  }
  if (wanted.image === undefined) {
    throw failedPrecondition(`new snapshot for container ${JSON.stringify(id)}: no image`);
  }
  const key = typeof wanted.newSnapshot === "string" ? wanted.newSnapshot : id;
  const source = { key, parent: await wanted.image.chainId(), labels: wanted.snapshotLabels };
  return { snapshotter, key, mounts: await client.snapshots(snapshotter).prepare(source, options) };
}

async function specFor(
  client: Client,
  id: string,
  wanted: NewContainer,
  { snapshotter, key, mounts }: Snapshot,
  options: RequestOptions,
): Promise<Spec> {
  const { spec = [], rootfs } = wanted;
  if (!isOptions(spec)) {
    return spec;
  }
  const given: Given = {
    id,
    namespace: client.namespace,
    image: await wanted.image?.config(),
    rootfs: async () =>
      rootfs === undefined
        ? viewMounts(mounts ?? (await client.snapshots(snapshotter).mounts(key, options)))
        : viewDirectory(rootfs),
  };
  return buildSpec(given, spec);
}

function isOptions(spec: readonly SpecOption[] | Spec): spec is readonly SpecOption[] {
  return Array.isArray(spec);
}

async function labelsFor(wanted: NewContainer): Promise<Labels> {
  const config = await wanted.image?.config();
  const inherited = inheritableLabels({ ...config?.Labels, ...wanted.image?.record.labels });
  const stopSignal = wanted.image === undefined ? {} : { [stopSignalLabel]: config?.StopSignal || "SIGTERM" };
  return { ...inherited, ...stopSignal, ...wanted.labels };
}
