// What became of every plugin, for introspection, for the log and for `tsrt ctr plugins ls`.
import type { Advertisement } from "./plugin.ts";
import { slot } from "./slot.ts";

/** `ok`: it runs. `skip`: it has nothing to do on this machine. `error`: it failed. */
export type PluginState = "ok" | "skip" | "error";

/** What became of one plugin. */
export interface PluginStatus {
  readonly type: string;
  readonly id: string;
  /** The types of its needs, each once. */
  readonly requires: readonly string[];
  readonly state: PluginState;
  /** Why it does not run; absent when it does. */
  readonly error?: unknown;
  readonly advertised: Advertisement;
  /** The user's file that it came from; absent for what is built in. */
  readonly file?: string;
}

/** The plugins of the daemon. */
export interface PluginList {
  /**
   * All plugins that are not disabled, in the order in which they started; while the daemon starts, those that were reached so
   * far.
   */
  plugins(): readonly PluginStatus[];
  /** What the plugin's `start` gave; undefined unless its state is `ok`. */
  instance(type: string, id: string): unknown;
}

/** The slot of the list, which the kernel itself fills. */
export const PluginList = slot<PluginList>("io.tsrt.plugins.v1");
