import type { Scoped } from "../../context/index.ts";
import type { StoreEnd } from "../../core/transfer.ts";
import { isKind } from "../../errors/index.ts";
import { defaultPlatform } from "../../oci/platform.ts";
import type { CriImages } from "./images.ts";

export interface WantedUnpacking {
  readonly imageName: string;
  /** Key of the snapshot with all layers of the image; empty for an image without layers. */
  readonly chainId: string;
  readonly snapshotter: string;
}

/**
 * Unpacks an image that is there already, unless its snapshot is there too: it may have been unpacked for the handlers of another
 * snapshotter, or not at all when it was imported. Source: containerd internal/cri/opts/container.go, WithNewSnapshot.
 */
export async function requireUnpacked(
  { metadata, transfer }: CriImages,
  ctx: Scoped,
  { imageName, chainId, snapshotter }: WantedUnpacking,
): Promise<void> {
  if (chainId === "" || (await hasSnapshot(metadata, ctx, snapshotter, chainId))) {
    return;
  }
  const platform = defaultPlatform();
  const end: StoreEnd = {
    kind: "store",
    name: imageName,
    labels: {},
    platforms: [platform],
    allMetadata: false,
    manifestLimit: 0,
    extraReferences: [],
    unpacks: [],
  };
  await transfer.transfer(ctx, end, { ...end, name: "", unpacks: [{ platform, snapshotter }] });
}

async function hasSnapshot(
  { snapshots }: CriImages["metadata"],
  ctx: Scoped,
  snapshotter: string,
  key: string,
): Promise<boolean> {
  try {
    await snapshots.of(snapshotter).stat(ctx, key);
    return true;
  } catch (error) {
    if (isKind(error, "not found")) {
      return false;
    }
    throw error;
  }
}
