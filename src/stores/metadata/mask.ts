// What field paths mean for labels, annotations and extensions. Source: containerd core/metadata/boltutil/helpers.go.
import type { Any } from "../../core/any.ts";
import { checkLabels, type Labels } from "../../core/labels.ts";
import type { FieldPaths } from "../../core/update.ts";
import { Fault, kindOf } from "../../errors/index.ts";

/** The map with one entry replaced by the one of `from`. An entry that `from` lacks becomes empty, which deletes it. */
export function withEntry(map: Labels, key: string, from: Labels): Labels {
  return { ...map, [key]: Object.hasOwn(from, key) ? (from[key] ?? "") : "" };
}

/** The map with one entry replaced, or removed where there is no value. */
export function withExtension(
  map: Readonly<Record<string, Any>>,
  key: string,
  value: Any | undefined,
): Readonly<Record<string, Any>> {
  if (value !== undefined) {
    return { ...map, [key]: value };
  }
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}

/** The map without entries whose value is empty: to set an entry to "" means to delete it. */
export function withoutEmpty(map: Labels): Labels {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== ""));
}

/** The labels after a change of an object of which only labels can be changed. `refuse` makes the error for another path. */
export function maskLabels(
  labels: Labels,
  given: Labels,
  paths: FieldPaths,
  refuse: (path: string) => Error,
): Labels {
  if (paths.length === 0) {
    return given;
  }
  let masked = labels;
  for (const path of paths) {
    if (path.startsWith("labels.")) {
      masked = withEntry(masked, path.slice("labels.".length), given);
    } else if (path === "labels") {
      masked = given;
    } else {
      throw refuse(path);
    }
  }
  return masked;
}

/** The fields of which a mask can name single entries. */
interface WithEntries {
  readonly labels: Labels;
  readonly extensions: Readonly<Record<string, Any>>;
}

/**
 * The fields of an object after a change by a mask: those that it names have the values of `given`. An empty mask names all.
 * `fields` are the fields that a mask may name, by their paths. `labels.KEY` and `extensions.KEY` stand for one entry. `refuse`
 * makes the error for any other path.
 */
export function maskFields<T extends WithEntries>(
  current: T,
  given: T,
  paths: FieldPaths,
  fields: Readonly<Record<string, keyof T>>,
  refuse: (path: string) => Error,
): T {
  let masked = current;
  for (const path of paths.length === 0 ? Object.keys(fields) : paths) {
    const key = path.slice(path.indexOf(".") + 1);
    const field = Object.hasOwn(fields, path) ? fields[path] : undefined;
    if (path.startsWith("labels.")) {
      masked = { ...masked, labels: withEntry(masked.labels, key, given.labels) };
    } else if (path.startsWith("extensions.")) {
      masked = { ...masked, extensions: withExtension(masked.extensions, key, given.extensions[key]) };
    } else if (field !== undefined) {
      masked = { ...masked, [field]: given[field] };
    } else {
      throw refuse(path);
    }
  }
  return masked;
}

/** Invalid argument: a label is too long. `owner` says in the message whose label it is, such as `image.Labels`. */
export function checkLabelsOf(owner: string, labels: Labels): void {
  prefixed(owner, () => checkLabels(labels));
}

/** Runs a check, and puts `prefix` before the message of a fault. */
export function prefixed(prefix: string, check: () => void): void {
  try {
    check();
  } catch (cause) {
    throw cause instanceof Fault ? new Fault(kindOf(cause), `${prefix}: ${cause.message}`) : cause;
  }
}
