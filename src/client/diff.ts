// Makes a layer of the difference between two snapshots. Source: containerd core/diff, pkg/rootfs/diff.go.
import type { Descriptor } from "../core/descriptor.ts";
import type { Labels } from "../core/labels.ts";
import type { Mount } from "../core/mount.ts";
import { fromMount } from "../messages/mount.ts";
import { stub } from "../rpc/channel.ts";
import { DiffService } from "../rpc/gen/diff.ts";
import { descriptorOf } from "./convert.ts";
import type { Snapshots } from "./snapshots.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** What kind of layer is made. */
export interface SnapshotDiffOptions extends RequestOptions {
  /** Media type of the layer. Default: OCI's gzip. */
  readonly mediaType?: string | undefined;
  /** Labels of the layer's blob. */
  readonly labels?: Labels | undefined;
}

/** Makes a layer of what `upper` adds to `lower`, by default to its own parent. Gives the layer's descriptor. */
export async function diffSnapshots(
  wire: Wire,
  snapshots: Snapshots,
  upper: string,
  lower: string | undefined,
  options: SnapshotDiffOptions,
): Promise<Descriptor> {
  const below = lower ?? (await snapshots.stat(upper, options)).parent;
  await using right = await shown(snapshots, upper, options);
  await using left = below === "" ? nothing : await shown(snapshots, below, options);
  const request = {
    left: left.mounts.map(fromMount),
    right: right.mounts.map(fromMount),
    mediaType: options.mediaType ?? "",
    labels: { ...options.labels },
  };
  const { diff } = await stub(wire.channel, DiffService).diff(request, wire.call(options));
  return descriptorOf(diff);
}

/** A snapshot whose files can be seen, until it is disposed. */
interface Shown extends AsyncDisposable {
  readonly mounts: readonly Mount[];
}

const nothing: Shown = { mounts: [], [Symbol.asyncDispose]: async () => {} };

/** The mounts of a snapshot. A committed one needs a view for that, which is removed afterwards. */
async function shown(snapshots: Snapshots, key: string, options: RequestOptions): Promise<Shown> {
  const { kind } = await snapshots.stat(key, options);
  if (kind !== "committed") {
    return { ...nothing, mounts: await snapshots.mounts(key, options) };
  }
  const view = `${key}-view-${crypto.randomUUID()}`;
  const mounts = await snapshots.view({ key: view, parent: key }, options);
  return { mounts, [Symbol.asyncDispose]: () => snapshots.remove(view, { timeout: 10_000 }) };
}
