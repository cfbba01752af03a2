// Records of images under their names. Source: containerd core/transfer/image/imagestore.go.
import type { Scoped } from "../../context/index.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { Image, ImageStore, NewImage } from "../../core/image.ts";
import { isKind } from "../../errors/index.ts";
import type { NewName } from "./image-names.ts";

/** Creates the records of these names, or updates them. */
export async function saveImages(
  ctx: Scoped,
  images: ImageStore,
  target: Descriptor,
  names: readonly NewName[],
): Promise<Image[]> {
  const saved: Image[] = [];
  for (const { name, labels } of names) {
    saved.push(await saveImage(ctx, images, { name, labels, target }));
  }
  return saved;
}

async function saveImage(ctx: Scoped, images: ImageStore, image: NewImage): Promise<Image> {
  while (true) {
    try {
      return await images.create(ctx, image);
    } catch (error) {
      if (!isKind(error, "already exists")) {
        throw error;
      }
    }
    try {
      return await images.update(ctx, image);
    } catch (error) {
      // The record was deleted in between, so it is created again.
      if (!isKind(error, "not found")) {
        throw error;
      }
    }
  }
}
