import { type Client, type Image, parsePlatform } from "../../client/index.ts";
import type { Session } from "../command.ts";

export interface UnpackedImage {
  readonly image: Image;
  readonly snapshotter: string;
}

/** The image that a command names, and where its layers are unpacked, by now at the latest. */
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
