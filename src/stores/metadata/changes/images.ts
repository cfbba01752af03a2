import type { Descriptor } from "../../../core/descriptor.ts";
import { digestFlaw } from "../../../core/digest.ts";
import type { Image, NewImage } from "../../../core/image.ts";
import type { FieldPaths } from "../../../core/update.ts";
import { alreadyExists, invalidArgument, notFound } from "../../../errors/index.ts";
import { imageOf } from "../images.ts";
import { checkLabelsOf, withEntry, withoutEmpty } from "../mask.ts";
import type { ObjectState, Scope, Transaction } from "../transaction.ts";

interface ImageChange extends Scope {
  readonly image: NewImage;
}

/** The fields that an update may change. */
type Mutable = Pick<Image, "labels" | "target">;

export function createImage(tx: Transaction, { image, ...scope }: ImageChange): Image {
  const { name, labels = {}, target } = image;
  check(name, { labels, target });
  leaseIfItExpires(tx, scope, name, labels);
  if (tx.has(scope.namespace, "image", name)) {
    throw alreadyExists(`image "${name}"`);
  }
  const time = image.sourceDateEpoch ?? tx.time;
  const created = clean({ name, labels, target, createdAt: time, updatedAt: time });
  tx.insert(scope.namespace, "image", name, stateOf(created));
  tx.publish(scope.namespace, "/images/create", "ImageCreate", { name, labels: created.labels });
  return created;
}

export function updateImage(tx: Transaction, args: ImageChange & { paths: FieldPaths }): Image {
  const { image, paths, ...scope } = args;
  const { name } = image;
  if (name === "") {
    throw invalidArgument("image name is required for update");
  }
  const stored = tx.get(scope.namespace, "image", name);
  if (stored === undefined) {
    throw notFound(`image "${name}"`);
  }
  const current = imageOf(stored);
  const masked = mask(current, { name, labels: image.labels ?? {}, target: image.target }, paths);
  check(name, masked);
  leaseIfItExpires(tx, scope, name, masked.labels);
  const updated = clean({ ...current, ...masked, updatedAt: image.sourceDateEpoch ?? tx.time });
  tx.replace(stored.id, scope.namespace, "image", stateOf(updated));
  tx.publish(scope.namespace, "/images/update", "ImageUpdate", { name, labels: updated.labels });
  return updated;
}

export function deleteImage(
  tx: Transaction,
  args: Scope & { name: string; target: string | undefined },
): void {
  const { name, target } = args;
  const id = tx.idOf(args.namespace, "image", name);
  if (id === undefined) {
    throw notFound(`image "${name}"`);
  }
  tx.unlease(args, { kind: "image", key: name });
  if (target !== undefined && target !== "") {
    checkTarget(tx, args.namespace, name, target);
  }
  tx.remove(id);
  tx.publish(args.namespace, "/images/delete", "ImageDelete", { name });
}

function checkTarget(tx: Transaction, namespace: string, name: string, target: string): void {
  const digest = tx.get(namespace, "image", name)?.record.digest;
  if (digest !== target) {
    throw notFound(`image "${name}" has target ${digest}, not ${target}`);
  }
}

function mask(current: Mutable, given: Mutable & { name: string }, paths: FieldPaths): Mutable {
  if (paths.length === 0) {
    return { labels: given.labels, target: given.target };
  }
  let { labels, target } = current;
  for (const path of paths) {
    const dot = path.indexOf(".");
    const key = path.slice(dot + 1);
    if (path.startsWith("labels.")) {
      labels = withEntry(labels, key, given.labels);
    } else if (path.startsWith("annotations.")) {
      const annotations = withEntry(target.annotations ?? {}, key, given.target.annotations ?? {});
      target = { ...target, annotations };
    } else if (path === "labels") {
      labels = given.labels;
    } else if (path === "target") {
      target = given.target;
    } else if (path === "annotations") {
      target = { ...target, annotations: given.target.annotations };
    } else {
      throw invalidArgument(`cannot update "${path}" field on image "${given.name}"`);
    }
  }
  return { labels, target };
}

function check(name: string, { labels, target }: Mutable): void {
  if (name === "") {
    throw invalidArgument("image name must not be empty");
  }
  checkLabelsOf("image.Labels", labels);
  const flaw = digestFlaw(target.digest);
  if (flaw !== undefined) {
    throw invalidArgument(`target.Digest "${target.digest}" invalid: ${flaw}`);
  }
  if (target.size <= 0) {
    throw invalidArgument("target.Size must be greater than zero");
  }
  if (target.mediaType === "") {
    throw invalidArgument("target.MediaType must be set");
  }
}

/** An image without a time at which it ends is a root, and needs no lease. */
function leaseIfItExpires(tx: Transaction, scope: Scope, name: string, labels: Image["labels"]): void {
  if (Object.hasOwn(labels, "containerd.io/gc.expire")) {
    tx.lease(scope, { kind: "image", key: name });
  }
}

/** The image without empty labels and annotations. Of its target only the fields are kept that the API has. */
function clean(image: Image): Image {
  const { mediaType, digest, size, annotations = {} } = image.target;
  const kept = withoutEmpty(annotations);
  const target: Descriptor = {
    mediaType,
    digest,
    size,
    annotations: Object.keys(kept).length === 0 ? undefined : kept,
  };
  return { ...image, labels: withoutEmpty(image.labels), target };
}

function stateOf({ labels, target, createdAt, updatedAt }: Image): ObjectState<"image"> {
  const { mediaType, digest, size, annotations = {} } = target;
  const record = { mediaType, digest, size, annotations, createdAt, updatedAt };
  return { labels, record };
}
