// Labels and annotations as they are written on the command line.
import type { Labels } from "../../client/index.ts";
import { invalidArgument } from "../../errors/index.ts";

/** `key=value` pairs; a key without a value gets the value `true`, as containerd's ctr has it. */
export function parseLabels(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const equals = word.indexOf("=");
      return equals < 0 ? [word, "true"] : [word.slice(0, equals), word.slice(equals + 1)];
    }),
  );
}

/** `key=value` pairs. Invalid argument: a key without a value. */
export function parseAnnotations(words: readonly string[]): Record<string, string> {
  const wrong = words.find((word) => !word.includes("="));
  if (wrong !== undefined) {
    throw invalidArgument(`invalid key=value format annotation: ${wrong}`);
  }
  return parseLabels(words);
}

/** `key=value` pairs joined by commas and sorted, so that two runs print the same; `none` when there are no labels. */
export function formatLabels(labels: Labels, none = "-"): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? none : pairs.sort().join(",");
}

/** The label that keeps what a person made by hand from collection, until a person removes it. */
export function gcRootLabels(): Record<string, string> {
  return { "containerd.io/gc.root": `${new Date().toISOString().slice(0, 19)}Z` };
}
