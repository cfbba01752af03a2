import type { Scoped } from "../../context/index.ts";
import type { FilesystemUsage } from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import { nanosNow } from "../clock.ts";
import type { Cri } from "../cri.ts";
import type { PodContainer } from "../store/containers.ts";

interface Counted {
  readonly until: number;
  readonly usage: Promise<Init<FilesystemUsage>>;
}

/** What containers have written into their root filesystems. A count visits each file, so an answer is good for a while. */
export class WritableLayers {
  readonly #counted = new WeakMap<PodContainer, Counted>();

  /** Who asks while it is being counted, or soon after, gets the same answer. */
  usage(cri: Cri, ctx: Scoped, container: PodContainer): Promise<Init<FilesystemUsage>> {
    const known = this.#counted.get(container);
    if (known !== undefined && known.until > performance.now()) {
      return known.usage;
    }
    const usage = count(cri, ctx, container);
    this.#counted.set(container, { until: performance.now() + cri.images.settings.usageLifetime, usage });
    usage.catch(() => this.#counted.delete(container));
    return usage;
  }
}

async function count(cri: Cri, ctx: Scoped, { id }: PodContainer): Promise<Init<FilesystemUsage>> {
  const { snapshotter, snapshotKey } = await cri.metadata.containers.get(ctx, id);
  const { size, inodes } = await cri.metadata.snapshots.of(snapshotter).usage(ctx, snapshotKey);
  return {
    timestamp: nanosNow(),
    fsId: { mountpoint: cri.images.imageRoot },
    usedBytes: { value: BigInt(size) },
    inodesUsed: { value: BigInt(inodes) },
  };
}
