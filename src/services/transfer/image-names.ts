// The names under which images are stored. Source: containerd core/transfer/image/imagestore.go, core/images/archive/reference.go.
import type { Descriptor } from "../../core/descriptor.ts";
import type { Labels } from "../../core/labels.ts";
import { now, toRfc3339 } from "../../core/time.ts";
import type { ImageName, StoreEnd } from "../../core/transfer.ts";
import { annotations } from "../../oci/manifest-descriptor.ts";

export interface NewName {
  readonly name: string;
  readonly labels: Labels;
}

/** Names of what a client asked for as a whole: the image of a pull, or the index of an archive. */
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

/** Names of an image in an archive, by its annotations and by the prefixes that the client gave. */
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
    // A whole name is taken as it stands, or not at all.
    return translate(prefix, whole) === whole ? whole : "";
  }
  const short = notes[annotations.refName] ?? "";
  return short === "" ? "" : translate(prefix, short);
}

/** Puts a tag behind the prefix. A whole name is kept if it begins with the prefix, or if any name may be kept. */
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

/** Labels of the names beside the main one, by which they are removed when the main one is. */
function extraLabels({ name, labels }: StoreEnd): Labels {
  if (name === "") {
    return labels;
  }
  return { ...labels, "containerd.io/gc.bref.image": name, "containerd.io/gc.expire": toRfc3339(now()) };
}
