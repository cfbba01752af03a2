import type { Scoped } from "../context/index.ts";
import type { Descriptor } from "./descriptor.ts";
import type { Digest } from "./digest.ts";
import type { Labels } from "./labels.ts";
import type { Timestamp } from "./time.ts";
import type { FieldPaths } from "./update.ts";

/** A name for a descriptor. Source: containerd core/images/image.go. */
export interface Image {
  readonly name: string;
  readonly labels: Labels;
  readonly target: Descriptor;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

export interface NewImage {
  readonly name: string;
  readonly target: Descriptor;
  readonly labels?: Labels | undefined;
  /** Reproducible builds: both times, instead of now. */
  readonly sourceDateEpoch?: Timestamp | undefined;
}

export interface ImageDelete {
  /** Wait for the collection that frees what only this image held. */
  readonly sync?: boolean | undefined;
  /** Not found when the image points elsewhere by now. */
  readonly target?: Digest | undefined;
}

/** Not found: `image "x"`. */
export interface ImageStore {
  get(ctx: Scoped, name: string): Promise<Image>;
  list(ctx: Scoped, filters?: readonly string[]): Promise<Image[]>;
  create(ctx: Scoped, image: NewImage): Promise<Image>;
  /** Paths: `labels[.K]`, `target`, `annotations[.K]`. */
  update(ctx: Scoped, image: NewImage, paths?: FieldPaths): Promise<Image>;
  delete(ctx: Scoped, name: string, options?: ImageDelete): Promise<void>;
}
