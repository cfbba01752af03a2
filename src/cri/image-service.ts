// The methods of CRI's ImageService, each in a file under its verb.
import type { Context } from "../context/index.ts";
import { ImageServiceService } from "../rpc/gen/cri.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import { imageFsInfo } from "./images/filesystem.ts";
import type { CriImages, ImageMethod } from "./images/images.ts";
import { imagesThatMatch, listImages } from "./images/list.ts";
import { pullImage } from "./images/pull.ts";
import { removeImage } from "./images/remove.ts";
import { imageStatus } from "./images/status.ts";
import { inCriNamespace } from "./runtime-service.ts";

export function imageService(images: CriImages): Registration {
  const bind =
    <Request, Response>(method: ImageMethod<Request, Response>) =>
    (ctx: Context, request: Request): Promise<Response> =>
      method(images, inCriNamespace(ctx), request);
  return serve(ImageServiceService, {
    pullImage: bind(pullImage),
    imageStatus: bind(imageStatus),
    listImages: bind(listImages),
    removeImage: bind(removeImage),
    imageFsInfo: bind(imageFsInfo),
    async *streamImages(ctx, { filter }) {
      yield { images: await imagesThatMatch(images, inCriNamespace(ctx), filter) };
    },
  });
}
