import { slot } from "../plugin/index.ts";
import type { Platform } from "./descriptor.ts";

/** How the boot of a plugin ended. */
export interface PluginState {
  readonly type: string;
  readonly id: string;
  /** Types of the slots it needs. */
  readonly requires: readonly string[];
  readonly state: "ok" | "skip" | "error";
  /** Why it was skipped or failed. */
  readonly error?: Error | undefined;
  readonly capabilities: readonly string[];
  readonly exports: Readonly<Record<string, string>>;
  readonly platforms: readonly Platform[];
}

/** What the daemon knows of itself. Filled by the daemon, not by a plugin. */
export interface Introspection {
  plugins(): readonly PluginState[];
  /** Directory of the daemon's root: the server's UUID is kept there. */
  readonly root: string;
  readonly version: string;
  readonly revision: string;
}

export const Introspection = slot<Introspection>("io.tsrt.introspection.v1");
