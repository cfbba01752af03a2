// The order in which plugins start: each after everything it needs, otherwise as they are listed.
import { invalidArgument } from "../errors/index.ts";
import type { Plugin } from "./plugin.ts";
import type { Need } from "./slot.ts";

/** `io.containerd.snapshotter.v1.overlayfs`: what configuration files and errors call a plugin. */
export function nameOf(plugin: { readonly type: string; readonly id: string }): string {
  return `${plugin.type}.${plugin.id}`;
}

/** The plugins that could satisfy a need; never the one that asks. */
export function candidates(
  need: Need<unknown>,
  asking: Plugin,
  plugins: readonly Plugin[],
): readonly Plugin[] {
  return plugins.filter(
    (other) =>
      other !== asking && other.type === need.type && (need.mode !== "named" || other.id === need.id),
  );
}

/** Throws invalid argument on two plugins of one name. */
export function refuseDuplicates(plugins: readonly Plugin[]): void {
  const seen = new Set<string>();
  for (const plugin of plugins) {
    const name = nameOf(plugin);
    if (seen.has(name)) {
      throw invalidArgument(`two plugins are called ${name}`);
    }
    seen.add(name);
  }
}

/** A circle of needs, from a plugin back to itself, or undefined. */
export type Cycle = readonly Plugin[];

export type Ordered =
  | { readonly order: readonly Plugin[]; readonly cycle?: undefined }
  | { readonly cycle: Cycle };

export function orderByNeeds(plugins: readonly Plugin[]): Ordered {
  const order: Plugin[] = [];
  const done = new Set<Plugin>();
  const way: Plugin[] = [];
  const visit = (plugin: Plugin): Cycle | undefined => {
    if (done.has(plugin)) {
      return undefined;
    }
    if (way.includes(plugin)) {
      return [...way.slice(way.indexOf(plugin)), plugin];
    }
    way.push(plugin);
    for (const need of Object.values(plugin.needs)) {
      for (const other of candidates(need, plugin, plugins)) {
        const cycle = visit(other);
        if (cycle !== undefined) {
          return cycle;
        }
      }
    }
    way.pop();
    done.add(plugin);
    order.push(plugin);
    return undefined;
  };
  for (const plugin of plugins) {
    const cycle = visit(plugin);
    if (cycle !== undefined) {
      return { cycle };
    }
  }
  return { order };
}

export function printCycle(cycle: Cycle): string {
  return cycle.map(nameOf).join(" needs ");
}
