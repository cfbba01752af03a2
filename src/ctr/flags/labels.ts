import type { Labels } from "../../client/index.ts";
import { invalidArgument } from "../../errors/index.ts";

/** `key=value`; a key alone is `true`. */
export function parseLabels(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const equals = word.indexOf("=");
      return equals < 0 ? [word, "true"] : [word.slice(0, equals), word.slice(equals + 1)];
    }),
  );
}

/** As labels, but a key alone is a mistake. */
export function parseAnnotations(words: readonly string[]): Record<string, string> {
  const wrong = words.find((word) => !word.includes("="));
  if (wrong !== undefined) {
    throw invalidArgument(`invalid key=value format annotation: ${wrong}`);
  }
  return parseLabels(words);
}

/** Sorted, so that two runs print the same. */
export function formatLabels(labels: Labels, none = "-"): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? none : pairs.sort().join(",");
}
