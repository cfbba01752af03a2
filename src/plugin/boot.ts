// The kernel: it starts plugins one after another, remembers what became of each, and stops them in reverse order.
import { join } from "node:path";
import { formatDuration } from "../context/duration.ts";
import { canceled, deadlineExceeded, messageOf, notFound } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import { nameOf } from "./graph.ts";
import { PluginList, type PluginState, type PluginStatus } from "./list.ts";
import { dispose, newPart, type Part, release, statusOf } from "./part.ts";
import { type PlannedPlugin, planBoot, type Tables, type UserPlugin } from "./plan.ts";
import { type Advertisement, plugin as declare, type Plugin, SkipPlugin } from "./plugin.ts";
import { provide } from "./provide.ts";
import { type Slot, slot } from "./slot.ts";

/** Milliseconds after which a plugin that is still starting is mentioned in the log. */
const slowStart = 5_000;

/** What a kernel is made from. */
export interface BootOptions {
  /** The built-in plugins, in the order in which they start where their needs do not say otherwise. */
  readonly plugins: readonly Plugin[];
  readonly userPlugins?: readonly UserPlugin[];
  readonly tables?: Tables;
  /** Full names of plugins that are left out, as if they were not there. */
  readonly disabled?: readonly string[];
  /** Full names of plugins without which the boot fails. */
  readonly required?: readonly string[];
  /** Directory below which each plugin has its persistent one. */
  readonly root: string;
  /** Directory below which each plugin has the one that a reboot may remove. */
  readonly state: string;
  readonly log: Log;
  /** Milliseconds that a plugin's `start` may take. */
  readonly startTimeout: number;
  /** Milliseconds after which a start that goes on is logged; 5 s unless given. */
  readonly slowStart?: number;
  /** Is called before each start, for whoever watches what the daemon does; what it returns is called after the start. */
  readonly onStart?: (name: string) => () => void;
}

/** Starts all plugins. When it throws, those that had started were stopped. */
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

/** The plugins of one daemon. */
export class Kernel implements PluginList {
  readonly #options: BootOptions;
  readonly #stopping = new AbortController();
  /** In the order in which they started or failed; it grows while the kernel boots. */
  readonly #parts: Part[] = [];
  #releasing: string | undefined;

  constructor(options: BootOptions) {
    this.#options = options;
  }

  plugins(): readonly PluginStatus[] {
    return this.#parts.map(statusOf);
  }

  instance(type: string, id: string): unknown {
    return this.all(slot(type)).get(id);
  }

  /** Every provider of a slot that started, by plugin id, in the order in which they started. */
  all<T>(wanted: Slot<T>): ReadonlyMap<string, T> {
    const started = this.#parts.filter((part) => part.plugin.type === wanted.type && part.state === "ok");
    return new Map(started.map((part) => [part.plugin.id, part.value as T]));
  }

  /** Full name of the plugin that is being stopped at the moment. */
  get releasing(): string | undefined {
    return this.#releasing;
  }

  /**
   * Starts the plugins. Throws invalid argument for mistakes in the configuration or in built-in plugins, and the reason
   * why a required plugin does not run.
   */
  async start(): Promise<void> {
    const { disabled = [], plugins, userPlugins = [], tables = new Map(), log } = this.#options;
    const isEnabled = (plugin: Plugin): boolean => !disabled.includes(nameOf(plugin));
    const own = declare(PluginList, "plugins", { start: (): PluginList => this });
    const users = userPlugins.filter((user) => isEnabled(user.plugin));
    const plan = planBoot([own, ...plugins].filter(isEnabled), users, tables);
    for (const { name, file } of plan.unknownKeys) {
      log.warn("unknown key in configuration", { key: name, file });
    }
    for (const { plugin, file, error } of plan.refused) {
      this.#fail(plugin, file, error);
    }
    for (const planned of plan.order) {
      if (this.#stopping.signal.aborted) {
        throw canceled("stopped while starting");
      }
      await this.#startOne(planned);
    }
    this.#checkRequired();
  }

  /** Disposes what was started and runs what was deferred, in reverse. A failure is logged and does not stop the rest. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const part of this.#parts.toReversed()) {
      this.#releasing = nameOf(part.plugin);
      await release(part, this.#options.log);
    }
    this.#releasing = undefined;
  }

  async #startOne(planned: PlannedPlugin): Promise<void> {
    const { plugin, file } = planned;
    const name = nameOf(plugin);
    const part = newPart(plugin, file, "ok");
    const end = this.#options.onStart?.(name);
    if (file !== undefined) {
      // A user's plugin that never returns control would otherwise be the one thing that the log does not mention.
      this.#options.log.info("starting a user's plugin", { plugin: name, file });
    }
    try {
      const given = { ...this.#provide(planned), ...this.#surroundings(part, planned.settings) };
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

  #provide({ needs }: PlannedPlugin): Record<string, unknown> {
    const provided: Record<string, unknown> = {};
    for (const [name, { wanted, providers }] of Object.entries(needs)) {
      provided[name] = provide(
        wanted,
        this.#parts.filter((part) => providers.includes(part.plugin)),
      );
    }
    return provided;
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
    const { startTimeout, log } = this.#options;
    const late = Promise.withResolvers<never>();
    const limit = formatDuration(startTimeout);
    const reminder = setTimeout(() => {
      log.warn("plugin is still starting", { plugin: name, limit });
    }, this.#options.slowStart ?? slowStart);
    const timer = setTimeout(() => {
      late.reject(deadlineExceeded(`plugin ${name} did not start within ${limit}`));
    }, startTimeout);
    const starting = Promise.resolve().then(start);
    try {
      return await Promise.race([starting, late.promise]);
    } catch (error) {
      // Nobody will use what comes too late, so it must not hold its files and sockets for ever.
      starting.then(dispose).catch(() => {});
      throw error;
    } finally {
      clearTimeout(reminder);
      clearTimeout(timer);
    }
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
