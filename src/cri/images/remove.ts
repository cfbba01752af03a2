import { isKind } from "../../errors/index.ts";
import type { RemoveImageRequest } from "../../rpc/gen/cri.ts";
import type { ImageMethod } from "./images.ts";
import { resolveLocally } from "./status.ts";

/** Removes all names of the image. One that is not there is no error: kubelet asks until it is gone. */
export const removeImage: ImageMethod<RemoveImageRequest, object> = async (images, ctx, { image }) => {
  const known = await resolveLocally(images, ctx, image);
  if (known === undefined) {
    return {};
  }
  const names = [...known.tags, ...known.digests, known.id];
  for (const [position, name] of names.entries()) {
    const isLast = position === names.length - 1;
    await images.metadata.images.delete(ctx, name, { sync: isLast }).catch(ignoreMissing);
  }
  const left = await images.metadata.images.list(ctx);
  images.index.prune(new Set(left.map(({ target }) => target.digest)));
  return {};
};

function ignoreMissing(error: unknown): void {
  if (!isKind(error, "not found")) {
    throw error;
  }
}
