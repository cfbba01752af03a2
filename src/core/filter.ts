// containerd's filter language: `labels."a/b"==c,name~=^x` selects what matches all of it; several filters, any of them.
// Source: containerd pkg/filters.
import { invalidArgument } from "../errors/index.ts";
import { parseFilter } from "./filter-parser.ts";
import type { Labels } from "./labels.ts";
import { compilePattern } from "./pattern/index.ts";

/** Gives the text at a path of an object, or undefined where it has none. */
export type Adaptor = (path: readonly string[]) => string | undefined;

/** Tells whether the object behind an adaptor is meant. */
export type Matcher = (adaptor: Adaptor) => boolean;

/** One condition of a filter. */
export interface Selector {
  /** The names from the object down to the field. */
  readonly path: readonly string[];
  readonly operator: "present" | "==" | "!=" | "~=";
  readonly value: string;
}

/** No filters match everything, and so does an empty one. Invalid argument: where the syntax is wrong, and why. */
export function compileFilters(filters: readonly string[] = []): Matcher {
  if (filters.length === 0) {
    return () => true;
  }
  const matchers = filters.map(compileFilter);
  return (adaptor) => matchers.some((matches) => matches(adaptor));
}

/** The text at a path below a map of labels or annotations; keys may hold dots. */
export function labelAt(labels: Labels | undefined, path: readonly string[]): string | undefined {
  const key = path.join(".");
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function compileFilter(filter: string): Matcher {
  if (filter === "") {
    return () => true;
  }
  let selectors: readonly Selector[];
  try {
    selectors = parseFilter(filter);
  } catch (cause) {
    throw invalidArgument(`filters: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const tests = selectors.map(compileSelector);
  return (adaptor) => tests.every((matches) => matches(adaptor));
}

function compileSelector({ path, operator, value }: Selector): Matcher {
  switch (operator) {
    case "present":
      return (adaptor) => adaptor(path) !== undefined;
    case "==":
      return (adaptor) => adaptor(path) === value;
    case "!=":
      return (adaptor) => (adaptor(path) ?? "") !== value;
    case "~=":
      return compileMatch(path, value);
  }
}

/** As in containerd, an absent field is matched as the empty text, and a bad pattern matches nothing. */
function compileMatch(path: readonly string[], value: string): Matcher {
  const matches = compilePattern(value);
  return matches === undefined ? () => false : (adaptor) => matches(adaptor(path) ?? "");
}
