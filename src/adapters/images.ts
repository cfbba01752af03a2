import type { Image, ImageStore, NewImage } from "../core/image.ts";
import type { Timestamp } from "../core/time.ts";
import { fromDescriptor, toDescriptor } from "../messages/descriptor.ts";
import type { Image as WireImage } from "../rpc/gen/images.ts";
import { ImagesService } from "../rpc/gen/images.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import type { Init } from "../rpc/message.ts";
import { scoped } from "./scope.ts";
import { empty, maskPaths, required } from "./wire.ts";

export function imagesService(images: ImageStore): Registration {
  return serve(ImagesService, {
    async get(ctx, request) {
      return { image: fromImage(await images.get(scoped(ctx), request.name)) };
    },
    async list(ctx, request) {
      const listed = await images.list(scoped(ctx), request.filters);
      return { images: listed.map(fromImage) };
    },
    async create(ctx, request) {
      const image = toImage(required(request.image, "image"), request.sourceDateEpoch);
      return { image: fromImage(await images.create(scoped(ctx), image)) };
    },
    async update(ctx, request) {
      const image = toImage(required(request.image, "image"), request.sourceDateEpoch);
      const updated = await images.update(scoped(ctx), image, maskPaths(request.updateMask));
      return { image: fromImage(updated) };
    },
    async delete(ctx, request) {
      await images.delete(scoped(ctx), request.name, { sync: request.sync, target: request.target?.digest });
      return empty;
    },
  });
}

function toImage(wire: WireImage, epoch: Timestamp | null): NewImage {
  const target = wire.target === null ? { mediaType: "", digest: "", size: 0 } : toDescriptor(wire.target);
  const sourceDateEpoch = epoch === null ? undefined : { seconds: epoch.seconds, nanos: epoch.nanos };
  return { name: wire.name, labels: { ...wire.labels }, target, sourceDateEpoch };
}

function fromImage(image: Image): Init<WireImage> {
  return { ...image, target: fromDescriptor(image.target) };
}
