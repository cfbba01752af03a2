// The declaration of a plugin: what it provides, what it needs and how it can be configured.
import type { Log } from "../log/index.ts";
import type { Config, Settings } from "./key.ts";
import type { Need, Slot } from "./slot.ts";

/** The needs of a plugin, by the names under which its `start` is given what satisfies them. */
export type Needs = Readonly<Record<string, Need<unknown>>>;

/** What satisfies needs. */
export type Resolved<N extends Needs> = {
  readonly [Name in keyof N]: N[Name] extends Need<infer T> ? T : never;
};

/** What introspection tells of a plugin beside its state. */
export interface Advertisement {
  capabilities?: readonly string[];
  exports?: Readonly<Record<string, string>>;
  platforms?: readonly { os: string; architecture: string; variant?: string | undefined }[];
}

/** What every plugin is given beside what it needs. */
export interface Surroundings<C extends Config> {
  /** The values of its keys: from the file, or their defaults. */
  readonly config: Settings<C>;
  /** The plugin's own directory that survives a reboot. The plugin makes it when it needs it. */
  readonly root: string;
  /** The plugin's own directory that a reboot may remove. The plugin makes it when it needs it. */
  readonly state: string;
  /** A log whose records name the plugin. */
  readonly log: Log;
  /** Aborts when the daemon begins to stop. */
  readonly signal: AbortSignal;
  /** `release` is called when the daemon stops or the start fails, in reverse order of the calls. */
  defer(release: () => void | Promise<void>): void;
  /** Adds to what introspection tells. */
  advertise(what: Advertisement): void;
}

/** The parts of a declaration. */
export interface PluginOptions<T, N extends Needs, C extends Config> {
  needs?: N;
  config?: C;
  /**
   * Makes what the plugin provides. When that has `Symbol.asyncDispose`, it is disposed when the daemon stops. An error fails
   * the plugin and those that need it; `SkipPlugin` marks it as having nothing to do.
   */
  start(given: Resolved<N> & Surroundings<C>): T | Promise<T>;
}

/** A declared plugin. */
export interface Plugin {
  /** The plugin type of the slot that it fills. */
  readonly type: string;
  readonly id: string;
  readonly needs: Needs;
  readonly config: Config;
  // biome-ignore lint/suspicious/noExplicitAny: the kernel holds plugins of all slots in one list
  readonly start: (given: any) => unknown;
}

/** Declares a plugin that fills `slot` under `id`. Its full name, by which configuration files know it, is `<slot type>.<id>`. */
export function plugin<
  T,
  const N extends Needs = Record<never, never>,
  const C extends Config = Record<never, never>,
>(slot: Slot<T>, id: string, options: PluginOptions<T, N, C>): Plugin {
  return {
    type: slot.type,
    id,
    needs: options.needs ?? {},
    config: options.config ?? {},
    start: options.start,
  };
}

/** Is thrown by `start` when a plugin has nothing to do on this machine; it is then listed as `skip`, not as an error. */
export class SkipPlugin extends Error {
  override readonly name = "SkipPlugin";
}
