// The declaration of a plugin: what it provides, needs and can be configured with.
import type { Log } from "../log/index.ts";
import type { Config, Settings } from "./key.ts";
import type { Need, Slot } from "./slot.ts";

export type Needs = Readonly<Record<string, Need<unknown>>>;
export type Resolved<N extends Needs> = {
  readonly [Name in keyof N]: N[Name] extends Need<infer T> ? T : never;
};

/** What `introspection` tells of a plugin beside its state. */
export interface Advertisement {
  capabilities?: readonly string[];
  exports?: Readonly<Record<string, string>>;
  platforms?: readonly { os: string; architecture: string; variant?: string | undefined }[];
}

/** What every plugin is given, beside its needs. */
export interface Surroundings<C extends Config> {
  readonly config: Settings<C>;
  /** The plugin's own directory below the daemon's root: survives a reboot. Made on first use by the plugin. */
  readonly root: string;
  /** The plugin's own directory below the daemon's state directory: gone after a reboot. */
  readonly state: string;
  readonly log: Log;
  /** Aborts when the daemon begins to stop. */
  readonly signal: AbortSignal;
  /** Runs at shutdown, in reverse order of the calls. */
  defer(release: () => void | Promise<void>): void;
  advertise(what: Advertisement): void;
}

export interface PluginOptions<T, N extends Needs, C extends Config> {
  needs?: N;
  config?: C;
  start(given: Resolved<N> & Surroundings<C>): T | Promise<T>;
}

export interface Plugin {
  readonly type: string;
  readonly id: string;
  readonly needs: Needs;
  readonly config: Config;
  // biome-ignore lint/suspicious/noExplicitAny: the kernel holds plugins of all slots in one list
  readonly start: (given: any) => unknown;
}

/** Declares a plugin that fills `slot` under `id`; its full name is `<slot type>.<id>`. */
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

/** Thrown by `start` when a plugin has nothing to do on this machine: shown as `skip`, not as an error. */
export class SkipPlugin extends Error {
  override readonly name = "SkipPlugin";
}
