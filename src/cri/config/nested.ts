// Tables within a plugin's table: their keys are declared and checked as those of plugins are.
import type { Config, Settings } from "../../plugin/index.ts";
import { checkSettings } from "../../plugin/settings.ts";
import { type Concern, type InertKeys, inertConcerns } from "./inert.ts";

type Values = Readonly<Record<string, unknown>>;

export interface Nested<C extends Config> {
  readonly settings: Settings<C>;
  readonly concerns: readonly Concern[];
}

/** Reads the table at `path`. Invalid argument: a value is not what its key must be; the message names the key. */
export function readNested<C extends Config>(
  keys: C,
  inert: InertKeys,
  table: Values,
  path: string,
): Nested<C> {
  const given = new Map(
    Object.entries(table).map(([name, value]) => [name, { value, file: "configuration" }]),
  );
  const { settings, unknown } = checkSettings(keys, given, path);
  return {
    settings,
    concerns: [
      ...unknown.map(({ name }) => ({ key: name, why: "no such key is known" })),
      ...inertConcerns(inert, settings, (name) => keys[name]?.default, `${path}.`),
    ],
  };
}
