import { type Client, type Image, parsePlatform } from "../../client/index.ts";
import type { Session } from "../command.ts";

/** An image whose layers are in a snapshotter. */
export interface UnpackedImage {
  readonly image: Image;
  /** Name of the snapshotter. */
  readonly snapshotter: string;
}

/** The image that a command names. Its layers are unpacked now, unless that was done before. */
export async function unpackedImage(
  client: Client,
  session: Session,
  reference: string,
  flags: { readonly snapshotter?: string | undefined; readonly platform?: string | undefined },
): Promise<UnpackedImage> {
  const platform = flags.platform === undefined ? undefined : parsePlatform(flags.platform);
  const snapshotter = await client.snapshotterFor(flags.snapshotter, session);
  const image = await client.image(reference, platform, session);
  if (!(await client.isUnpacked(image, snapshotter, session))) {
    await client.unpack(image, snapshotter, session);
  }
  return { image, snapshotter };
}
