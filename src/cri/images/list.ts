import type { Scoped } from "../../context/index.ts";
import type { Image, ImageFilter, ListImagesRequest, ListImagesResponse } from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import type { CriImages, ImageMethod } from "./images.ts";
import { toWire } from "./status.ts";

export const listImages: ImageMethod<ListImagesRequest, Init<ListImagesResponse>> = async (
  images,
  ctx,
  { filter },
) => ({ images: await imagesThatMatch(images, ctx, filter) });

/** All images, or the one that the filter names. */
export async function imagesThatMatch(
  images: CriImages,
  ctx: Scoped,
  filter: ImageFilter | null,
): Promise<Init<Image>[]> {
  const name = filter?.image?.image ?? "";
  if (name === "") {
    return (await images.index.list(ctx)).map(toWire);
  }
  const found = await images.index.find(ctx, name);
  return found === undefined ? [] : [toWire(found)];
}
