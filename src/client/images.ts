import type { Descriptor } from "../core/descriptor.ts";
import type { Image, ImageDelete, NewImage } from "../core/image.ts";
import type { Labels } from "../core/labels.ts";
import { isKind } from "../errors/index.ts";
import { fromDescriptor } from "../messages/descriptor.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import { ImagesService, type Image as WireImage } from "../rpc/gen/images.ts";
import { descriptorOf, required, timestampOf } from "./convert.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** Records of images: names for descriptors. What a name stands for is read with `client.image(name)`. */
export class Images {
  readonly #wire: Wire;
  readonly #service: Stub<typeof ImagesService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#service = stub(wire.channel, ImagesService);
  }

  /** The record of a name. Not found: `image "x"`. */
  async get(name: string, options?: RequestOptions): Promise<Image> {
    const { image } = await this.#service.get({ name }, this.#wire.call(options));
    return imageOf(image);
  }

  /** The records that match any of the filters, e.g. `name~=busybox`; without filters all. */
  async list(filters: readonly string[] = [], options?: RequestOptions): Promise<Image[]> {
    const { images } = await this.#service.list({ filters: [...filters] }, this.#wire.call(options));
    return images.map(imageOf);
  }

  /** Makes a record. Already exists: the name is taken. */
  async create(image: NewImage, options?: RequestOptions): Promise<Image> {
    const request = { image: wireImage(image), sourceDateEpoch: image.sourceDateEpoch };
    const answer = await this.#service.create(request, this.#wire.call(options));
    return imageOf(answer.image);
  }

  /** Changes the fields that `paths` name: `labels[.K]`, `target`, `annotations[.K]`; without paths all of them. */
  async update(image: NewImage, paths: readonly string[] = [], options?: RequestOptions): Promise<Image> {
    const updateMask = { paths: [...paths] };
    const answer = await this.#service.update(
      { image: wireImage(image), updateMask },
      this.#wire.call(options),
    );
    return imageOf(answer.image);
  }

  /** Sets these labels and leaves the others as they are. An empty value deletes a label. */
  async label(name: string, labels: Labels, options?: RequestOptions): Promise<Image> {
    const { target } = await this.get(name, options);
    const paths = Object.keys(labels).map((key) => `labels.${key}`);
    return this.update({ name, target, labels }, paths, options);
  }

  /** Gives an image another name. Already exists: the name is taken, and `force` does not take it away. */
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

  /** Deletes the record. `sync` waits until what only this image held is gone from the disk. Not found: `image "x"`. */
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
