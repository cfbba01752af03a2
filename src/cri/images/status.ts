import type { Scoped } from "../../context/index.ts";
import type { Image, ImageSpec, ImageStatusRequest, ImageStatusResponse } from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import { orFail } from "../or-fail.ts";
import { isImageId, type KnownImage } from "./image-index.ts";
import type { CriImages, ImageMethod } from "./images.ts";
import { imageNameOf } from "./reference.ts";

/** An image that is not there has an empty answer, which is no error. */
export const imageStatus: ImageMethod<ImageStatusRequest, Init<ImageStatusResponse>> = async (
  images,
  ctx,
  { image, verbose },
) => {
  const known = await resolveLocally(images, ctx, image);
  const pulls = verbose ? pullsOf(images, image?.image ?? "") : {};
  if (known === undefined) {
    return { info: pulls };
  }
  return {
    image: toWire(known),
    info: verbose ? { info: JSON.stringify(infoOf(known)), ...pulls } : {},
  };
};

/** Undefined when there is no such image. */
export function resolveLocally(
  { index }: CriImages,
  ctx: Scoped,
  image: ImageSpec | null,
): Promise<KnownImage | undefined> {
  const name = image?.image ?? "";
  return orFail(`can not resolve ${JSON.stringify(name)} locally`, () => index.find(ctx, name));
}

/** How far the pulls of an image are; nothing when none runs. */
function pullsOf({ pulls }: CriImages, name: string): Record<string, string> {
  const reference = isImageId(name) ? undefined : imageNameOf(name);
  const own = pulls.statuses.filter(({ image }) => image === reference);
  return own.length === 0 ? {} : { pulls: JSON.stringify(own) };
}

/** Source: containerd internal/cri/server/images/image_status.go, verboseImageInfo. */
function infoOf({ chainId, document, config }: KnownImage): object {
  const imageSpec = JSON.parse(new TextDecoder().decode(document)) as Record<string, unknown>;
  const isEmpty = (value: unknown): boolean =>
    !value || (typeof value === "object" && Object.keys(value).length === 0);
  // Go leaves out what is empty.
  const written = Object.entries(config).filter(([, value]) => !isEmpty(value));
  return { chainID: chainId, imageSpec: { ...imageSpec, config: Object.fromEntries(written) } };
}

export function toWire(image: KnownImage): Init<Image> {
  return {
    id: image.id,
    repoTags: [...image.tags],
    repoDigests: [...image.digests],
    size: BigInt(image.size),
    pinned: image.isPinned,
    ...userOf(image.config.User ?? ""),
  };
}

/** The user part of `USER`, as an id where it is one. */
function userOf(text: string): Pick<Init<Image>, "uid" | "username"> {
  const user = text.split(":", 1)[0] ?? "";
  return /^\d+$/.test(user) ? { uid: { value: BigInt(user) } } : { username: user };
}
