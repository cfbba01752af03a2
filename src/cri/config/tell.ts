import type { Log } from "../../log/index.ts";
import type { Concern } from "./inert.ts";

/** Warns of what a plugin's configuration asks for and does not get. `plugin` is the plugin's full name. */
export function tellConcerns(log: Log, plugin: string, concerns: readonly Concern[]): void {
  for (const { key, why } of concerns) {
    log.warn("a configuration key has no effect", { key: `plugins.${JSON.stringify(plugin)}.${key}`, why });
  }
}
