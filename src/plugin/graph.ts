// The order in which plugins start: each one after everything that it needs, otherwise in the order of the list.
import { invalidArgument } from "../errors/index.ts";
import type { Plugin } from "./plugin.ts";

/** The full name, such as `io.containerd.snapshotter.v1.overlayfs`, which configuration files and errors use. */
export function nameOf(plugin: { readonly type: string; readonly id: string }): string {
  return `${plugin.type}.${plugin.id}`;
}

/** Throws invalid argument when two plugins have the same full name. */
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

/** A circle of needs: the plugins along it, where the last one is the first one again. */
export type Cycle = readonly Plugin[];

/** Either an order in which all plugins can start, or a circle that makes it impossible. */
export type Ordered =
  | { readonly order: readonly Plugin[]; readonly cycle?: undefined }
  | { readonly cycle: Cycle };

/** Sorts plugins so that each one comes after those that `providers` gives for it. */
export function orderByNeeds(
  plugins: readonly Plugin[],
  providers: (plugin: Plugin) => readonly Plugin[],
): Ordered {
  const order: Plugin[] = [];
  const done = new Set<Plugin>();
  const path: Plugin[] = [];
  const visit = (plugin: Plugin): Cycle | undefined => {
    if (done.has(plugin)) {
      return undefined;
    }
    if (path.includes(plugin)) {
      return [...path.slice(path.indexOf(plugin)), plugin];
    }
    path.push(plugin);
    const cycle = firstCycle(providers(plugin), visit);
    path.pop();
    done.add(plugin);
    order.push(plugin);
    return cycle;
  };
  const cycle = firstCycle(plugins, visit);
  return cycle === undefined ? { order } : { cycle };
}

function firstCycle(
  plugins: readonly Plugin[],
  visit: (plugin: Plugin) => Cycle | undefined,
): Cycle | undefined {
  for (const plugin of plugins) {
    const cycle = visit(plugin);
    if (cycle !== undefined) {
      return cycle;
    }
  }
  return undefined;
}

/** The circle as text: `a needs b needs a`. */
export function printCycle(cycle: Cycle): string {
  return cycle.map(nameOf).join(" needs ");
}
