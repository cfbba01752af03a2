// What a boot will do, found out before anything starts: the settings of each plugin, the plugins that its needs mean,
// and the order. A mistake in a configuration file must not leave half a daemon behind.
import { invalidArgument } from "../errors/index.ts";
import { nameOf, orderByNeeds, printCycle, refuseDuplicates } from "./graph.ts";
import type { Plugin } from "./plugin.ts";
import { checkSettings, type Table } from "./settings.ts";
import { providersOf, type Wanted, wantedBy } from "./wanted.ts";

/** A plugin that came from a file of the user's. It is disabled where a built-in one would stop the boot. */
export interface UserPlugin {
  readonly plugin: Plugin;
  /** Path of the file, for messages. */
  readonly file: string;
}

/** A plugin that will be started, and what it will be given. */
export interface PlannedPlugin {
  readonly plugin: Plugin;
  /** Path of the user's file that it came from; undefined for a built-in plugin. */
  readonly file: string | undefined;
  /** Values of its declared keys. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** By the names that the plugin gave its needs. */
  readonly needs: Readonly<Record<string, PlannedNeed>>;
}

/** A need, and the plugins that it is satisfied from. */
export interface PlannedNeed {
  readonly wanted: Wanted;
  readonly providers: readonly Plugin[];
}

/** A user's plugin that will not be started. */
export interface RefusedPlugin extends UserPlugin {
  readonly error: unknown;
}

/** The plan of a boot. */
export interface Plan {
  /** In the order in which they start. */
  readonly order: readonly PlannedPlugin[];
  readonly refused: readonly RefusedPlugin[];
  /** Keys in configuration files that no plugin declared. */
  readonly unknownKeys: readonly { readonly name: string; readonly file: string }[];
}

/** What the configuration files say about each plugin, by its full name. */
export type Tables = ReadonlyMap<string, Table>;

/**
 * Throws invalid argument for a mistake in or about a built-in plugin: two of one name, a bad value in a file, a circle of
 * needs. A user's plugin with such a mistake is refused, and the others go on.
 */
export function planBoot(builtIn: readonly Plugin[], users: readonly UserPlugin[], tables: Tables): Plan {
  return new Planner(builtIn, users, tables).plan();
}

class Planner {
  readonly #builtIn: ReadonlySet<Plugin>;
  readonly #tables: Tables;
  readonly #settings = new Map<Plugin, Readonly<Record<string, unknown>>>();
  readonly #refused: RefusedPlugin[] = [];
  readonly #unknownKeys: { name: string; file: string }[] = [];
  #users: readonly UserPlugin[];

  constructor(builtIn: readonly Plugin[], users: readonly UserPlugin[], tables: Tables) {
    refuseDuplicates(builtIn);
    this.#builtIn = new Set(builtIn);
    this.#users = users;
    this.#tables = tables;
  }

  plan(): Plan {
    this.#refuseTakenNames();
    for (const plugin of this.#builtIn) {
      this.#check(plugin);
    }
    for (const user of this.#users) {
      this.#try(user, () => this.#check(user.plugin));
    }
    const order = this.#order().map((plugin) => this.#planned(plugin));
    return { order, refused: this.#refused, unknownKeys: this.#unknownKeys };
  }

  #refuseTakenNames(): void {
    const names = new Set([...this.#builtIn].map(nameOf));
    for (const user of this.#users) {
      const name = nameOf(user.plugin);
      if (names.has(name)) {
        this.#refuse(user, invalidArgument(`two plugins are called ${name}`));
      }
      names.add(name);
    }
  }

  /** Reads the plugin's settings and looks whether its needs go by settings that are there. */
  #check(plugin: Plugin): void {
    const name = nameOf(plugin);
    const table = this.#tables.get(name) ?? new Map();
    const { settings, unknown } = checkSettings(plugin.config, table, `plugins.${JSON.stringify(name)}`);
    for (const need of Object.values(plugin.needs)) {
      wantedBy(need, settings);
    }
    this.#settings.set(plugin, settings);
    this.#unknownKeys.push(...unknown);
  }

  /** A circle among built-in plugins throws; of one that a user's plugin closes, that plugin is refused. */
  #order(): readonly Plugin[] {
    for (;;) {
      const plugins = this.#plugins();
      const result = orderByNeeds(plugins, (plugin) => this.#providers(plugin, plugins));
      if (result.cycle === undefined) {
        return result.order;
      }
      const { cycle } = result;
      const error = invalidArgument(`plugins need each other: ${printCycle(cycle)}`);
      const culprit = this.#users.findLast((user) => cycle.includes(user.plugin));
      if (culprit === undefined) {
        throw error;
      }
      this.#refuse(culprit, error);
    }
  }

  #plugins(): readonly Plugin[] {
    return [...this.#builtIn, ...this.#users.map((user) => user.plugin)];
  }

  #providers(plugin: Plugin, plugins: readonly Plugin[]): readonly Plugin[] {
    return Object.values(this.#needs(plugin, plugins)).flatMap(({ providers }) => providers);
  }

  #needs(plugin: Plugin, plugins: readonly Plugin[]): Readonly<Record<string, PlannedNeed>> {
    const isBuiltIn = (other: Plugin): boolean => this.#builtIn.has(other);
    const settings = this.#settings.get(plugin) ?? {};
    const entries = Object.entries(plugin.needs).map(([name, need]) => {
      const wanted = wantedBy(need, settings);
      return [name, { wanted, providers: providersOf(wanted, plugin, plugins, isBuiltIn) }] as const;
    });
    return Object.fromEntries(entries);
  }

  #planned(plugin: Plugin): PlannedPlugin {
    return {
      plugin,
      file: this.#users.find((user) => user.plugin === plugin)?.file,
      settings: this.#settings.get(plugin) ?? {},
      // Refused plugins are among the providers, so that whoever needs one is told why it is not there.
      needs: this.#needs(plugin, [...this.#plugins(), ...this.#refused.map((user) => user.plugin)]),
    };
  }

  #try(user: UserPlugin, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#refuse(user, error);
    }
  }

  #refuse(user: UserPlugin, error: unknown): void {
    this.#refused.push({ ...user, error });
    this.#users = this.#users.filter((other) => other !== user);
  }
}
