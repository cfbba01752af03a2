import type { ImageFsInfoResponse } from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import { nanosNow } from "../clock.ts";
import { type ImageMethod, snapshotterOf } from "./images.ts";

/** Where images are unpacked, and what their snapshots take there. */
export const imageFsInfo: ImageMethod<object, Init<ImageFsInfoResponse>> = async (images, ctx) => {
  const snapshots = images.metadata.snapshots.of(snapshotterOf(images));
  let bytes = 0;
  let inodes = 0;
  for await (const { name } of snapshots.list(ctx)) {
    const usage = await snapshots.usage(ctx, name).catch(() => ({ size: 0, inodes: 0 }));
    bytes += usage.size;
    inodes += usage.inodes;
  }
  const filesystem = {
    timestamp: nanosNow(),
    fsId: { mountpoint: images.imageRoot },
    usedBytes: { value: BigInt(bytes) },
    inodesUsed: { value: BigInt(inodes) },
  };
  // As with containerd, no filesystem of containers apart from it means that they are on the same one.
  return { imageFilesystems: [filesystem] };
};
