// Keys of containerd that are known here and change nothing. A file that asks for something by one of them is warned of by the
// key's name.
import { isDeepStrictEqual } from "node:util";

/** Why a key has no effect, and which of its values ask for nothing beside its default. */
export interface InertKey {
  readonly why: string;
  readonly harmless?: readonly unknown[];
}

export type InertKeys = Readonly<Record<string, InertKey>>;

/** A key that a file sets although it changes nothing, or that nobody knows. */
export interface Concern {
  /** With the tables that it stands in, e.g. `cni.conf_template`. */
  readonly key: string;
  readonly why: string;
}

type Values = Readonly<Record<string, unknown>>;

/** The keys whose values ask for what is not done. `prefix` is the table's name with a dot behind it, or empty. */
export function inertConcerns(
  inert: InertKeys,
  given: Values,
  defaults: (name: string) => unknown,
  prefix: string,
): Concern[] {
  return Object.entries(inert)
    .filter(([name, { harmless = [] }]) => {
      const asksNothing = [defaults(name), ...harmless];
      return name in given && !asksNothing.some((value) => isDeepStrictEqual(given[name], value));
    })
    .map(([name, { why }]) => ({ key: `${prefix}${name}`, why }));
}
