import type { Scoped } from "../context/index.ts";
import type { Descriptor } from "./descriptor.ts";
import type { Digest } from "./digest.ts";
import type { Labels } from "./labels.ts";
import type { Timestamp } from "./time.ts";
import type { FieldPaths } from "./update.ts";

/** A name for a manifest or an index in the content store. Source: containerd core/images/image.go. */
export interface Image {
  readonly name: string;
  readonly labels: Labels;
  readonly target: Descriptor;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** An image as a client gives it. */
export interface NewImage {
  readonly name: string;
  readonly target: Descriptor;
  readonly labels?: Labels | undefined;
  /** The value of both times, instead of now: builds that can be reproduced need it. */
  readonly sourceDateEpoch?: Timestamp | undefined;
}

/** How an image is deleted. */
export interface ImageDelete {
  /** Resolve after a collection of what only this image held. */
  readonly sync?: boolean | undefined;
  /** Digest that the image's target must have. Not found when the image points elsewhere by now. */
  readonly target?: Digest | undefined;
}

/** The images of all namespaces. Errors about an image that is not there are not found: `image "x"`. */
export interface ImageStore {
  get(ctx: Scoped, name: string): Promise<Image>;
  /** Those that match any of the filters, over `name`, `target.digest`, `target.mediatype`, `labels` and `annotations`. */
  list(ctx: Scoped, filters?: readonly string[]): Promise<Image[]>;
  /** Already exists: `image "x"`. */
  create(ctx: Scoped, image: NewImage): Promise<Image>;
  /** Paths: `labels[.K]`, `target`, `annotations[.K]`. */
  update(ctx: Scoped, image: NewImage, paths?: FieldPaths): Promise<Image>;
  delete(ctx: Scoped, name: string, options?: ImageDelete): Promise<void>;
}
