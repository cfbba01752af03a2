import type { Scoped } from "../../context/index.ts";
import { compileFilters, labelAt } from "../../core/filter.ts";
import type { Image, ImageDelete, ImageStore, NewImage } from "../../core/image.ts";
import type { FieldPaths } from "../../core/update.ts";
import { notFound } from "../../errors/index.ts";
import type { ChangeQueue } from "./change-queue.ts";
import type { Objects, StoredObject } from "./objects.ts";

export class Images implements ImageStore {
  readonly #objects: Objects;
  readonly #changes: ChangeQueue;
  readonly #collect: () => Promise<unknown>;

  constructor(objects: Objects, changes: ChangeQueue, collect: () => Promise<unknown>) {
    this.#objects = objects;
    this.#changes = changes;
    this.#collect = collect;
  }

  async get({ namespace }: Scoped, name: string): Promise<Image> {
    const stored = this.#objects.get(namespace, "image", name);
    if (stored === undefined) {
      throw notFound(`image "${name}"`);
    }
    return imageOf(stored);
  }

  async list({ namespace }: Scoped, filters: readonly string[] = []): Promise<Image[]> {
    const matches = compileFilters(filters);
    const images: Image[] = [];
    for await (const stored of this.#objects.list(namespace, "image")) {
      const image = imageOf(stored);
      if (matches((path) => fieldOf(image, path))) {
        images.push(image);
      }
    }
    return images;
  }

  create({ namespace, lease }: Scoped, image: NewImage): Promise<Image> {
    return this.#changes.run("createImage", { namespace, lease, image });
  }

  update({ namespace, lease }: Scoped, image: NewImage, paths: FieldPaths = []): Promise<Image> {
    return this.#changes.run("updateImage", { namespace, lease, image, paths });
  }

  async delete({ namespace, lease }: Scoped, name: string, options: ImageDelete = {}): Promise<void> {
    await this.#changes.run("deleteImage", { namespace, lease, name, target: options.target });
    if (options.sync === true) {
      await this.#collect();
    }
  }
}

export function imageOf({ key, labels, record }: StoredObject<"image">): Image {
  const { mediaType, digest, size, annotations, createdAt, updatedAt } = record;
  return {
    name: key,
    labels,
    target: {
      mediaType,
      digest,
      size,
      annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
    },
    createdAt,
    updatedAt,
  };
}

function fieldOf(image: Image, [field, ...rest]: readonly string[]): string | undefined {
  switch (field) {
    case "name":
      return image.name;
    case "target":
      return rest[0] === "digest"
        ? image.target.digest
        : rest[0] === "mediatype"
          ? image.target.mediaType
          : undefined;
    case "labels":
      return labelAt(image.labels, rest);
    case "annotations":
      return labelAt(image.target.annotations, rest);
    default:
      return undefined;
  }
}
