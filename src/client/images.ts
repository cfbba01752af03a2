import type { Descriptor } from "../core/descriptor.ts";
import type { Image, ImageDelete, NewImage } from "../core/image.ts";
import type { Labels } from "../core/labels.ts";
import { isKind } from "../errors/index.ts";
import { fromDescriptor } from "../messages/descriptor.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import { ImagesService, type Image as WireImage } from "../rpc/gen/images.ts";
import { descriptorOf, required, timestampOf } from "./convert.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** Names of images. What they stand for is read with `client.image(name)`. */
export class Images {
  readonly #wire: Wire;
  readonly #service: Stub<typeof ImagesService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#service = stub(wire.channel, ImagesService);
  }

  /** Not found: `image "x"`. */
  async get(name: string, options?: RequestOptions): Promise<Image> {
    const { image } = await this.#service.get({ name }, this.#wire.call(options));
    return imageOf(image);
  }

  /** Those that match any of the filters, e.g. `name~=busybox`. */
  async list(filters: readonly string[] = [], options?: RequestOptions): Promise<Image[]> {
    const { images } = await this.#service.list({ filters: [...filters] }, this.#wire.call(options));
    return images.map(imageOf);
  }

  /** Already exists when the name is taken. */
  async create(image: NewImage, options?: RequestOptions): Promise<Image> {
    const request = { image: wireImage(image), sourceDateEpoch: image.sourceDateEpoch };
    const answer = await this.#service.create(request, this.#wire.call(options));
    return imageOf(answer.image);
  }

  /** Without paths: all that can change. */
  async update(image: NewImage, paths: readonly string[] = [], options?: RequestOptions): Promise<Image> {
    const updateMask = { paths: [...paths] };
    const answer = await this.#service.update(
      { image: wireImage(image), updateMask },
      this.#wire.call(options),
    );
    return imageOf(answer.image);
  }

  /** Sets these labels and leaves the others; an empty value deletes. */
  async label(name: string, labels: Labels, options?: RequestOptions): Promise<Image> {
    const { target } = await this.get(name, options);
    const paths = Object.keys(labels).map((key) => `labels.${key}`);
    return this.update({ name, target, labels }, paths, options);
  }

  /** Another name for the same image; `force` takes the name from whatever has it. */
  async tag(
    source: string,
    name: string,
    options: RequestOptions & { readonly force?: boolean | undefined } = {},
  ): Promise<Image> {
    const { target, labels } = await this.get(source, options);
    try {
      return await this.create({ name, target, labels }, options);
    } catch (error) {
      if (options.force !== true || !isKind(error, "already exists")) {
        throw error;
      }
      return this.update({ name, target, labels }, [], options);
    }
  }

  /** `sync` waits until what only this image held is gone from the disk. */
  async delete(name: string, options: RequestOptions & ImageDelete = {}): Promise<void> {
    const target: Partial<Descriptor> | null =
      options.target === undefined ? null : { digest: options.target };
    await this.#service.delete({ name, sync: options.sync ?? false, target }, this.#wire.call(options));
  }
}

function imageOf(wire: WireImage | null): Image {
  const { name, labels, target, createdAt, updatedAt } = required(wire, "an image");
  return {
    name,
    labels,
    target: descriptorOf(target),
    createdAt: timestampOf(createdAt),
    updatedAt: timestampOf(updatedAt),
  };
}

function wireImage(image: NewImage) {
  return { name: image.name, labels: { ...image.labels }, target: fromDescriptor(image.target) };
}
