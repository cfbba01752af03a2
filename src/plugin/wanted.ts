// Which plugins a need means, once the settings of the plugin that has it are known.
import { invalidArgument } from "../errors/index.ts";
import type { Plugin } from "./plugin.ts";
import type { Need } from "./slot.ts";

/** A need in which the configuration's choice was filled in. */
export interface Wanted {
  /** The plugin type. */
  readonly type: string;
  /** What the plugin is given: one provider, or a map of several. */
  readonly mode: "one" | "ordered" | "all";
  /** Whether a plugin that wants one provider is given undefined where there is none. */
  readonly isOptional: boolean;
  /** The only plugin ids that are meant, in this order; undefined where any will do. */
  readonly ids?: readonly string[];
}

/** Throws invalid argument where a need goes by a setting that its plugin did not declare as it must. */
export function wantedBy(need: Need<unknown>, settings: Readonly<Record<string, unknown>>): Wanted {
  const { type, mode, isOptional = false } = need;
  switch (mode) {
    case "named":
      return { type, mode: "one", isOptional, ids: [need.id ?? ""] };
    case "chosen":
      return { type, mode: "one", isOptional, ids: [idIn(settings, need)] };
    case "ordered":
      return { type, mode, isOptional, ids: idsIn(settings, need) };
    default:
      return { type, mode, isOptional };
  }
}

function idIn(settings: Readonly<Record<string, unknown>>, { type, key = "" }: Need<unknown>): string {
  const id = settings[key];
  if (typeof id !== "string") {
    throw invalidArgument(
      `needs the ${type} that the setting ${key} names, which is not declared as a string`,
    );
  }
  return id;
}

function idsIn(settings: Readonly<Record<string, unknown>>, { type, key = "" }: Need<unknown>): string[] {
  const ids = settings[key];
  if (!Array.isArray(ids)) {
    throw invalidArgument(
      `needs those of ${type} that the setting ${key} lists, which is not declared as a list of strings`,
    );
  }
  return ids.map(String);
}

/** The plugins that could satisfy a need, of which the plugin that asks is never one. */
export function providersOf(
  { type, mode, ids }: Wanted,
  asking: Plugin,
  plugins: readonly Plugin[],
  isBuiltIn: (plugin: Plugin) => boolean,
): readonly Plugin[] {
  const ofType = plugins.filter((other) => other !== asking && other.type === type);
  if (ids !== undefined) {
    return ofType.filter(({ id }) => ids.includes(id));
  }
  const builtIn = mode === "all" ? [] : ofType.filter(isBuiltIn);
  return builtIn.length > 0 ? builtIn : ofType;
}
