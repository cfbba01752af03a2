// What became of every plugin: for introspection, for the log and for `tsrt ctr plugins ls`.
import type { Advertisement } from "./plugin.ts";
import { slot } from "./slot.ts";

export type PluginState = "ok" | "skip" | "error";

export interface PluginStatus {
  readonly type: string;
  readonly id: string;
  /** Types of its needs, each once. */
  readonly requires: readonly string[];
  readonly state: PluginState;
  /** Why it does not run; absent when `ok`. */
  readonly error?: unknown;
  readonly advertised: Advertisement;
  /** The user's file it came from; absent for what is built in. */
  readonly file?: string;
}

export interface PluginList {
  /** In boot order; during boot, those that were reached so far. Disabled plugins are not in it. */
  plugins(): readonly PluginStatus[];
  /** What the plugin's `start` gave; undefined unless its state is `ok`. */
  instance(type: string, id: string): unknown;
}

/** Filled by the kernel itself. */
export const PluginList = slot<PluginList>("io.tsrt.plugins.v1");
