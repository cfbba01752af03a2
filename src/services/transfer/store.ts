// Under which names an image is stored. Source: containerd core/transfer/image/imagestore.go, core/images/archive/reference.go.
import type { Scoped } from "../../context/index.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { Image, ImageStore, NewImage } from "../../core/image.ts";
import type { Labels } from "../../core/labels.ts";
import { now, toRfc3339 } from "../../core/time.ts";
import type { ImageName, StoreEnd } from "../../core/transfer.ts";
import { isKind } from "../../errors/index.ts";
import { annotations } from "../../oci/manifest-descriptor.ts";

/** Names for what was asked for as a whole: the one image of a pull, the index of an archive. */
export function namesOfWhole(end: StoreEnd, { digest }: Descriptor): NewName[] {
  const main = end.name === "" ? [] : [{ name: end.name, labels: end.labels }];
  const extra = end.extraReferences
    .filter(({ isPrefix, addDigest }) => !isPrefix || addDigest)
    .map(({ name, addDigest }) => ({
      name: addDigest ? `${name}@${digest}` : name,
      labels: extraLabels(end),
    }));
  return [...main, ...extra];
}

/** Names for an image in an archive, from its annotations and the prefixes the client gave. */
export function namesOfMember(end: StoreEnd, member: Descriptor): NewName[] {
  const names = end.extraReferences
    .filter(({ isPrefix }) => isPrefix)
    .flatMap((prefix) => memberNames(prefix, member));
  return [...new Set(names)].map((name) => ({ name, labels: extraLabels(end) }));
}

/**
 * The name of an image that the archive does not name at all, as docker saves an image that was given by its id: its digest
 * behind the first prefix. None where the archive's index has a name, through which the image is found.
 */
export function namesOfNameless(end: StoreEnd, member: Descriptor): NewName[] {
  const notes = member.annotations ?? {};
  const isNamed = Boolean(notes[annotations.imageName] || notes[annotations.refName]);
  const prefix = end.extraReferences.find(({ isPrefix, name }) => isPrefix && name !== "");
  if (isNamed || end.name !== "" || prefix === undefined) {
    return [];
  }
  return [{ name: `${prefix.name}@${member.digest}`, labels: end.labels }];
}

function memberNames(prefix: ImageName, member: Descriptor): string[] {
  const digested = `${prefix.name}@${member.digest}`;
  const name = annotatedName(prefix, member.annotations ?? {});
  if (name === "") {
    return prefix.addDigest ? [digested] : [];
  }
  return prefix.addDigest && !prefix.skipNamedDigest ? [name, digested] : [name];
}

function annotatedName(prefix: ImageName, notes: Readonly<Record<string, string>>): string {
  const whole = notes[annotations.imageName] ?? "";
  if (whole !== "") {
    // A whole name is taken as it is or not at all.
    return translate(prefix, whole) === whole ? whole : "";
  }
  const short = notes[annotations.refName] ?? "";
  return short === "" ? "" : translate(prefix, short);
}

/** A tag alone is put behind the prefix; a whole name must begin with it, unless any may be kept. */
function translate({ name: prefix, allowOverwrite }: ImageName, reference: string): string {
  if (prefix === "") {
    return "";
  }
  if (!/[/:@]/.test(reference)) {
    return `${prefix}:${reference}`;
  }
  return allowOverwrite || isBelow(reference, prefix) ? reference : "";
}

function isBelow(reference: string, prefix: string): boolean {
  return reference.startsWith(prefix) && /^(?:$|[/:@])/.test(reference.slice(prefix.length));
}

/** Names beside the main one end with it. */
function extraLabels({ name, labels }: StoreEnd): Labels {
  if (name === "") {
    return labels;
  }
  return { ...labels, "containerd.io/gc.bref.image": name, "containerd.io/gc.expire": toRfc3339(now()) };
}

export interface NewName {
  readonly name: string;
  readonly labels: Labels;
}

/** Creates or updates the records. */
export async function saveImages(
  ctx: Scoped,
  images: ImageStore,
  target: Descriptor,
  names: readonly NewName[],
): Promise<Image[]> {
  const saved: Image[] = [];
  for (const { name, labels } of names) {
    saved.push(await saveImage(ctx, images, { name, labels, target }));
  }
  return saved;
}

async function saveImage(ctx: Scoped, images: ImageStore, image: NewImage): Promise<Image> {
  while (true) {
    try {
      return await images.create(ctx, image);
    } catch (error) {
      if (!isKind(error, "already exists")) {
        throw error;
      }
    }
    try {
      return await images.update(ctx, image);
    } catch (error) {
      // It was deleted in between: create it again.
      if (!isKind(error, "not found")) {
        throw error;
      }
    }
  }
}
