// Where a plugin's part of the daemon begins and ends: what became of it, and how it is let go.
import { messageOf } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import { nameOf } from "./graph.ts";
import type { PluginState, PluginStatus } from "./list.ts";
import type { Advertisement, Plugin } from "./plugin.ts";

export interface Part {
  readonly plugin: Plugin;
  /** The user's file it came from. */
  readonly file: string | undefined;
  readonly state: PluginState;
  readonly error?: unknown;
  value?: unknown;
  advertised: Advertisement;
  readonly releases: (() => void | Promise<void>)[];
}

export function newPart(plugin: Plugin, file: string | undefined, state: PluginState, error?: unknown): Part {
  return { plugin, file, state, error, advertised: {}, releases: [] };
}

/** Disposes the value, then runs what was deferred, last first. A failure is logged and does not stop the rest. */
export async function release(part: Part, log: Log): Promise<void> {
  const { value } = part;
  part.value = undefined;
  const steps = [() => dispose(value), ...part.releases.splice(0).reverse()];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      log.error("plugin did not stop cleanly", { plugin: nameOf(part.plugin), error: messageOf(error) });
    }
  }
}

export async function dispose(value: unknown): Promise<void> {
  if (typeof value === "object" && value !== null && Symbol.asyncDispose in value) {
    await (value as AsyncDisposable)[Symbol.asyncDispose]();
  }
}

export function statusOf(part: Part): PluginStatus {
  const { plugin, state, error, advertised, file } = part;
  return {
    type: plugin.type,
    id: plugin.id,
    requires: [...new Set(Object.values(plugin.needs).map((need) => need.type))],
    state,
    ...(error === undefined ? {} : { error }),
    advertised,
    ...(file === undefined ? {} : { file }),
  };
}
