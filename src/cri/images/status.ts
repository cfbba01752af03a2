import type { Image, ImageStatusRequest, ImageStatusResponse } from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import type { KnownImage } from "./image-index.ts";
import type { ImageMethod } from "./images.ts";

/** An image that is not there has an empty answer, which is no error. */
export const imageStatus: ImageMethod<ImageStatusRequest, Init<ImageStatusResponse>> = async (
  images,
  ctx,
  { image, verbose },
) => {
  const known = await images.index.find(ctx, image?.image ?? "");
  if (known === undefined) {
    return {};
  }
  return { image: toWire(known), info: verbose ? { info: JSON.stringify(infoOf(known)) } : {} };
};

function infoOf({ chainId, document }: KnownImage): object {
  return { chainID: chainId, imageSpec: JSON.parse(new TextDecoder().decode(document)) };
}

export function toWire(image: KnownImage): Init<Image> {
  return {
    id: image.id,
    repoTags: [...image.tags],
    repoDigests: [...image.digests],
    size: BigInt(image.size),
    pinned: image.isPinned,
    spec: { image: image.tags[0] ?? image.digests[0] ?? image.id },
    ...userOf(image.config.User ?? ""),
  };
}

/** The user part of `USER`, as an id where it is one. */
function userOf(text: string): Pick<Init<Image>, "uid" | "username"> {
  const user = text.split(":", 1)[0] ?? "";
  return /^\d+$/.test(user) ? { uid: { value: BigInt(user) } } : { username: user };
}
