// The kernel: starts plugins one after another, remembers what became of each, and stops them in reverse.
import { join } from "node:path";
import { canceled, deadlineExceeded, invalidArgument, messageOf, notFound } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import { formatDuration } from "./duration.ts";
import { candidates, nameOf, orderByNeeds, printCycle, refuseDuplicates } from "./graph.ts";
import { PluginList, type PluginState, type PluginStatus } from "./list.ts";
import { dispose, newPart, type Part, release, statusOf } from "./part.ts";
import { type Advertisement, plugin as declare, type Plugin, SkipPlugin } from "./plugin.ts";
import { provide } from "./provide.ts";
import { checkSettings, type Table } from "./settings.ts";
import { type Slot, slot } from "./slot.ts";

/** A plugin that came from a file of the user's: it is disabled where a built-in one would stop the boot. */
export interface UserPlugin {
  readonly plugin: Plugin;
  readonly file: string;
}

export interface BootOptions {
  /** In the order in which they start where needs do not say otherwise. */
  readonly plugins: readonly Plugin[];
  readonly userPlugins?: readonly UserPlugin[];
  /** The configuration files' tables, by full name of the plugin. */
  readonly tables?: ReadonlyMap<string, Table>;
  /** Full names. */
  readonly disabled?: readonly string[];
  /** Full names; boot fails when one of them does not run. */
  readonly required?: readonly string[];
  readonly root: string;
  readonly state: string;
  readonly log: Log;
  /** Milliseconds a plugin's `start` may take. */
  readonly startTimeout: number;
  /** Told before each start, for whoever watches what the daemon does; what it returns is called after it. */
  readonly onStart?: (name: string) => () => void;
}

export async function boot(options: BootOptions): Promise<Kernel> {
  const kernel = new Kernel(options);
  try {
    await kernel.start();
  } catch (error) {
    await kernel.stop();
    throw error;
  }
  return kernel;
}

export class Kernel implements PluginList {
  readonly #options: BootOptions;
  readonly #stopping = new AbortController();
  /** In boot order; grows while booting. */
  readonly #parts: Part[] = [];
  #plugins: readonly Plugin[] = [];

  constructor(options: BootOptions) {
    this.#options = options;
  }

  plugins(): readonly PluginStatus[] {
    return this.#parts.map(statusOf);
  }

  instance(type: string, id: string): unknown {
    return this.all(slot(type)).get(id);
  }

  /** Every provider of a slot that started, by plugin id, in boot order. */
  all<T>(wanted: Slot<T>): ReadonlyMap<string, T> {
    const started = this.#parts.filter((part) => part.plugin.type === wanted.type && part.state === "ok");
    return new Map(started.map((part) => [part.plugin.id, part.value as T]));
  }

  async start(): Promise<void> {
    const disabled = new Set(this.#options.disabled ?? []);
    const isEnabled = (plugin: Plugin): boolean => !disabled.has(nameOf(plugin));
    const own = declare(PluginList, "plugins", { start: (): PluginList => this });
    const builtIn = [own, ...this.#options.plugins].filter(isEnabled);
    refuseDuplicates(builtIn);
    const users = this.#uniqueUsers(
      builtIn,
      (this.#options.userPlugins ?? []).filter((user) => isEnabled(user.plugin)),
    );
    const order = this.#order(builtIn, users);
    this.#plugins = order;
    const settings = this.#settings(order, users);
    for (const plugin of order) {
      if (this.#stopping.signal.aborted) {
        throw canceled("stopped while starting");
      }
      if (this.#partOf(plugin) === undefined) {
        await this.#startOne(plugin, settings.get(plugin), fileOf(users, plugin));
      }
    }
    this.#checkRequired();
  }

  /** Disposes what was started and runs what was deferred, in reverse. A failure is logged and does not stop the rest. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const part of this.#parts.toReversed()) {
      await release(part, this.#options.log);
    }
  }

  #uniqueUsers(builtIn: readonly Plugin[], users: readonly UserPlugin[]): UserPlugin[] {
    const names = new Set(builtIn.map(nameOf));
    return users.filter(({ plugin, file }) => {
      const name = nameOf(plugin);
      if (names.has(name)) {
        this.#fail(plugin, file, invalidArgument(`two plugins are called ${name}`));
        return false;
      }
      names.add(name);
      return true;
    });
  }

  /** A circle among built-ins throws; one that a user's plugin closes disables that plugin. */
  #order(builtIn: readonly Plugin[], users: readonly UserPlugin[]): readonly Plugin[] {
    let remaining = [...users];
    for (;;) {
      const result = orderByNeeds([...builtIn, ...remaining.map((user) => user.plugin)]);
      if (result.cycle === undefined) {
        return result.order;
      }
      const { cycle } = result;
      const culprit = remaining.findLast((user) => cycle.includes(user.plugin));
      const error = invalidArgument(`plugins need each other: ${printCycle(cycle)}`);
      if (culprit === undefined) {
        throw error;
      }
      this.#fail(culprit.plugin, culprit.file, error);
      remaining = remaining.filter((user) => user !== culprit);
    }
  }

  /** Checks all tables before anything starts: a typo must not leave half a daemon behind. */
  #settings(order: readonly Plugin[], users: readonly UserPlugin[]): ReadonlyMap<Plugin, unknown> {
    const settings = new Map<Plugin, unknown>();
    for (const plugin of order) {
      const name = nameOf(plugin);
      const table = this.#options.tables?.get(name) ?? new Map();
      try {
        const checked = checkSettings(plugin.config, table, `plugins.${JSON.stringify(name)}`);
        for (const { name: unknown, file } of checked.unknown) {
          this.#options.log.warn("unknown key in configuration", { key: unknown, file });
        }
        settings.set(plugin, checked.settings);
      } catch (error) {
        const file = fileOf(users, plugin);
        if (file === undefined) {
          throw error;
        }
        this.#fail(plugin, file, error);
      }
    }
    return settings;
  }

  async #startOne(plugin: Plugin, config: unknown, file: string | undefined): Promise<void> {
    const name = nameOf(plugin);
    const part = newPart(plugin, file, "ok");
    const end = this.#options.onStart?.(name);
    try {
      const needs = this.#resolve(plugin);
      const given = { ...needs, ...this.#surroundings(part, config) };
      part.value = await this.#withinTime(name, () => plugin.start(given));
      this.#parts.push(part);
      this.#options.log.debug("plugin started", { plugin: name });
    } catch (error) {
      await release(part, this.#options.log);
      this.#fail(plugin, file, error);
    } finally {
      end?.();
    }
  }

  #surroundings(part: Part, config: unknown): Record<string, unknown> {
    const name = nameOf(part.plugin);
    return {
      config,
      root: join(this.#options.root, name),
      state: join(this.#options.state, name),
      log: this.#options.log.with({ plugin: name }),
      signal: this.#stopping.signal,
      defer: (release: () => void | Promise<void>): void => {
        part.releases.push(release);
      },
      advertise: (what: Advertisement): void => {
        part.advertised = { ...part.advertised, ...what };
      },
    };
  }

  async #withinTime(name: string, start: () => unknown): Promise<unknown> {
    const { startTimeout } = this.#options;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(deadlineExceeded(`plugin ${name} did not start within ${formatDuration(startTimeout)}`));
    }, startTimeout);
    const starting = Promise.resolve().then(start);
    try {
      return await Promise.race([starting, late.promise]);
    } catch (error) {
      // What comes too late is nobody's: it must not hold its files and sockets for ever.
      starting.then(dispose).catch(() => {});
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #resolve(plugin: Plugin): Record<string, unknown> {
    const resolved: Record<string, unknown> = {};
    for (const [name, need] of Object.entries(plugin.needs)) {
      const others = candidates(need, plugin, this.#plugins);
      resolved[name] = provide(
        need,
        others.flatMap((other) => this.#partOf(other) ?? []),
      );
    }
    return resolved;
  }

  #partOf(plugin: Plugin): Part | undefined {
    return this.#parts.find((part) => part.plugin === plugin);
  }

  #fail(plugin: Plugin, file: string | undefined, error: unknown): void {
    const state: PluginState = error instanceof SkipPlugin ? "skip" : "error";
    this.#parts.push(newPart(plugin, file, state, error));
    const fields = {
      plugin: nameOf(plugin),
      error: messageOf(error),
      ...(file === undefined ? {} : { file }),
    };
    if (state === "skip") {
      this.#options.log.info("plugin skipped", fields);
    } else {
      this.#options.log.warn("plugin failed", fields);
    }
  }

  #checkRequired(): void {
    for (const name of this.#options.required ?? []) {
      const parts = this.#parts.filter((part) => nameOf(part.plugin) === name);
      if (parts.length === 0) {
        throw notFound(`required plugin ${name}`);
      }
      if (!parts.some((part) => part.state === "ok")) {
        throw new Error(`required plugin ${name}`, { cause: parts[0]?.error });
      }
    }
  }
}

function fileOf(users: readonly UserPlugin[], plugin: Plugin): string | undefined {
  return users.find((user) => user.plugin === plugin)?.file;
}
