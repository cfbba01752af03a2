import type { Descriptor } from "../core/descriptor.ts";
import type { Digest } from "../core/digest.ts";
import { snapshotLabels } from "../core/labels.ts";
import { dataLoss, failedPrecondition, isKind } from "../errors/index.ts";
import { fromDescriptor } from "../messages/descriptor.ts";
import { fromMount } from "../messages/mount.ts";
import { chainIds } from "../oci/chain-id.ts";
import { pairLayers } from "../oci/platform-image.ts";
import { stub } from "../rpc/channel.ts";
import { DiffService } from "../rpc/gen/diff.ts";
import type { Image } from "./image.ts";
import type { Snapshots } from "./snapshots.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/**
 * Unpacks the layers whose snapshots are missing. Must run under a lease (`options.lease`), because nothing else holds the
 * snapshots until an image refers to them. Failed precondition: the image is an artifact.
 */
export async function unpackImage(
  wire: Wire,
  image: Image,
  snapshots: Snapshots,
  options: RequestOptions,
): Promise<void> {
  const { config, layers } = await image.manifest();
  if (await image.isArtifact()) {
    throw failedPrecondition(
      `${image.name} is an artifact with a config of type ${config.mediaType}, not an image`,
    );
  }
  const diffIds = await image.diffIds();
  const chain = chainIds(diffIds);
  for (const [index, [layer, diffId]] of pairLayers(layers, diffIds).entries()) {
    const target = { name: chain[index] ?? "", parent: chain[index - 1] ?? "" };
    if (!(await exists(snapshots, target.name, options))) {
      await unpackLayer(wire, snapshots, layer, diffId, target, options);
    }
  }
}

/** Whether there is a snapshot of this name. */
export async function exists(snapshots: Snapshots, name: string, options?: RequestOptions): Promise<boolean> {
  try {
    await snapshots.stat(name, options);
    return true;
  } catch (error) {
    if (isKind(error, "not found")) {
      return false;
    }
    throw error;
  }
}

async function unpackLayer(
  wire: Wire,
  snapshots: Snapshots,
  layer: Descriptor,
  diffId: Digest,
  target: { name: string; parent: string },
  options: RequestOptions,
): Promise<void> {
  // Keys of this form are those of containerd, by which people and tools know what the snapshot is for.
  const key = `extract-${crypto.randomUUID()} ${target.name}`;
  const labels = { [snapshotLabels.ref]: target.name };
  const mounts = await snapshots.prepare({ key, parent: target.parent, labels }, options);
  try {
    const diff = stub(wire.channel, DiffService);
    const request = { diff: fromDescriptor(layer), mounts: mounts.map(fromMount) };
    const { applied } = await diff.apply(request, wire.call(options));
    if (applied?.digest !== diffId) {
      throw dataLoss(`layer ${layer.digest} unpacks to ${applied?.digest}, not to its diff id ${diffId}`);
    }
    await snapshots.commit({ key, name: target.name, labels }, options);
  } catch (error) {
    await snapshots.remove(key, { timeout: 10_000 }).catch(() => {});
    if (!isKind(error, "already exists")) {
      throw new Error(`unpack layer ${layer.digest}`, { cause: error });
    }
  }
}
