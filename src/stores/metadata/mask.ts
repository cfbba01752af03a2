// Field masks over maps of texts: labels and annotations. Source: containerd core/metadata/boltutil/helpers.go.
import type { Any } from "../../core/any.ts";
import { checkLabels, type Labels } from "../../core/labels.ts";
import type { FieldPaths } from "../../core/update.ts";
import { Fault, kindOf } from "../../errors/index.ts";

/** One entry replaced; a value that is absent is written as the empty one, which deletes. */
export function withEntry(map: Labels, key: string, from: Labels): Labels {
  return { ...map, [key]: Object.hasOwn(from, key) ? (from[key] ?? "") : "" };
}

/** One extension replaced; one that is absent is removed. */
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

/** An entry set to "" is deleted. */
export function withoutEmpty(map: Labels): Labels {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== ""));
}

/** For nouns of which only labels change. `refuse` makes the error for any other path. */
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

/** `owner` says whose labels are too long, e.g. `image.Labels`. */
export function checkLabelsOf(owner: string, labels: Labels): void {
  prefixed(owner, () => checkLabels(labels));
}

export function prefixed(prefix: string, check: () => void): void {
  try {
    check();
  } catch (cause) {
    throw cause instanceof Fault ? new Fault(kindOf(cause), `${prefix}: ${cause.message}`) : cause;
  }
}
