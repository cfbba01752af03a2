import type { Labels } from "../core/labels.ts";
import type { Mount } from "../core/mount.ts";
import type {
  SnapshotCommit,
  SnapshotInfo,
  SnapshotKind,
  SnapshotSource,
  Usage,
} from "../core/snapshotter.ts";
import { toMount } from "../messages/mount.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import { Kind, SnapshotsService, type Info as WireInfo } from "../rpc/gen/snapshots.ts";
import { required, timestampOf } from "./convert.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** The snapshots of one snapshotter. All that takes a key fails with not found, `snapshot x does not exist`, for others. */
export class Snapshots {
  /** The snapshotter's name. */
  readonly snapshotter: string;
  readonly #wire: Wire;
  readonly #service: Stub<typeof SnapshotsService>;

  constructor(wire: Wire, snapshotter: string) {
    this.#wire = wire;
    this.snapshotter = snapshotter;
    this.#service = stub(wire.channel, SnapshotsService);
  }

  /** Kind, parent and labels of a snapshot. */
  async stat(key: string, options?: RequestOptions): Promise<SnapshotInfo> {
    const request = { snapshotter: this.snapshotter, key };
    const { info } = await this.#service.stat(request, this.#wire.call(options));
    return infoOf(info);
  }

  /** The snapshots that match any of the filters, e.g. `kind==committed`; without filters all. */
  async *list(filters: readonly string[] = [], options?: RequestOptions): AsyncGenerator<SnapshotInfo> {
    const request = { snapshotter: this.snapshotter, filters: [...filters] };
    for await (const { info } of this.#service.list(request, this.#wire.call(options))) {
      yield* info.map(infoOf);
    }
  }

  /** Makes a writable snapshot on top of a committed one, and gives the mounts that show it. Already exists: the key is taken. */
  async prepare(source: SnapshotSource, options?: RequestOptions): Promise<Mount[]> {
    const { mounts } = await this.#service.prepare(this.#source(source), this.#wire.call(options));
    return mounts.map(toMount);
  }

  /** Makes a read-only view of a committed snapshot, and gives the mounts that show it. Already exists: the key is taken. */
  async view(source: SnapshotSource, options?: RequestOptions): Promise<Mount[]> {
    const { mounts } = await this.#service.view(this.#source(source), this.#wire.call(options));
    return mounts.map(toMount);
  }

  /** The mounts that show an active snapshot or a view. */
  async mounts(key: string, options?: RequestOptions): Promise<Mount[]> {
    const request = { snapshotter: this.snapshotter, key };
    const { mounts } = await this.#service.mounts(request, this.#wire.call(options));
    return mounts.map(toMount);
  }

  /** Makes an active snapshot a committed one under another name. Already exists: the name is taken. */
  async commit(commit: SnapshotCommit, options?: RequestOptions): Promise<void> {
    const { name, key, labels = {}, parent = "" } = commit;
    const request = { snapshotter: this.snapshotter, name, key, labels: { ...labels }, parent };
    await this.#service.commit(request, this.#wire.call(options));
  }

  /** What a snapshot takes on the disk without its parents. */
  async usage(key: string, options?: RequestOptions): Promise<Usage> {
    const { size, inodes } = await this.#service.usage(
      { snapshotter: this.snapshotter, key },
      this.#wire.call(options),
    );
    return { size, inodes };
  }

  /** Sets these labels and leaves the others as they are. An empty value deletes a label. */
  async label(name: string, labels: Labels, options?: RequestOptions): Promise<SnapshotInfo> {
    const updateMask = { paths: Object.keys(labels).map((key) => `labels.${key}`) };
    const request = { snapshotter: this.snapshotter, info: { name, labels }, updateMask };
    const { info } = await this.#service.update(request, this.#wire.call(options));
    return infoOf(info);
  }

  /** Removes a snapshot. Failed precondition: other snapshots stand on it. */
  async remove(key: string, options?: RequestOptions): Promise<void> {
    await this.#service.remove({ snapshotter: this.snapshotter, key }, this.#wire.call(options));
  }

  #source({ key, parent = "", labels = {} }: SnapshotSource) {
    return { snapshotter: this.snapshotter, key, parent, labels: { ...labels } };
  }
}

const kinds = new Map<number, SnapshotKind>([
  [Kind.VIEW, "view"],
  [Kind.ACTIVE, "active"],
  [Kind.COMMITTED, "committed"],
]);

function infoOf(wire: WireInfo | null): SnapshotInfo {
  const { name, kind, parent, labels, createdAt, updatedAt } = required(wire, "a snapshot");
  return {
    name,
    parent,
    labels,
    kind: required(kinds.get(kind), "the snapshot's kind"),
    createdAt: timestampOf(createdAt),
    updatedAt: timestampOf(updatedAt),
  };
}
