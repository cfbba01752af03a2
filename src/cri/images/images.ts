// What the methods of CRI's ImageService share.
import type { Scoped } from "../../context/index.ts";
import type { Limiter } from "../../context/limiter.ts";
import type { Events } from "../../core/event.ts";
import type { Metadata } from "../../core/metadata.ts";
import type { Transfer } from "../../core/transfer.ts";
import type { Log } from "../../log/index.ts";
import type { ImageSettings } from "../settings.ts";
import type { ImageIndex } from "./image-index.ts";
import type { SharedPulls } from "./shared-pulls.ts";

export interface CriImages {
  readonly settings: ImageSettings;
  readonly metadata: Metadata;
  readonly transfer: Transfer;
  readonly index: ImageIndex;
  readonly log: Log;
  readonly events: Events;
  /** Pulls that run, by reference and credentials: who asks for the same meanwhile gets the same. */
  readonly pulls: SharedPulls;
  /** Limits how many blobs pulls fetch at once; undefined: the transfer service does. */
  readonly downloads: Limiter | undefined;
  /** Directory of the default snapshotter, where images are unpacked. */
  readonly imageRoot: string;
}

export type ImageMethod<Request, Response> = (
  images: CriImages,
  ctx: Scoped,
  request: Request,
) => Promise<Response>;

/** Name of the snapshotter that CRI's images are unpacked with. */
export function snapshotterOf({ settings, metadata }: CriImages): string {
  return settings.snapshotter || metadata.snapshots.defaultName;
}
