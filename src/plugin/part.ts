// What became of a plugin that was started or refused, and how what it holds is released.
import { messageOf } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import { nameOf } from "./graph.ts";
import type { PluginState, PluginStatus } from "./list.ts";
import type { Advertisement, Plugin } from "./plugin.ts";

/** A plugin after its start. */
export interface Part {
  readonly plugin: Plugin;
  /** The user's file that it came from; undefined for a built-in plugin. */
  readonly file: string | undefined;
  readonly state: PluginState;
  readonly error?: unknown;
  /** What its `start` gave. */
  value?: unknown;
  advertised: Advertisement;
  /** What it deferred. */
  readonly releases: (() => void | Promise<void>)[];
}

/** A part without anything to release. */
export function newPart(plugin: Plugin, file: string | undefined, state: PluginState, error?: unknown): Part {
  return { plugin, file, state, error, advertised: {}, releases: [] };
}

/** Disposes the value, then calls what was deferred, the last first. A failure is logged and does not stop the rest. */
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

/** Disposes a value that can be disposed. */
export async function dispose(value: unknown): Promise<void> {
  if (typeof value === "object" && value !== null && Symbol.asyncDispose in value) {
    await (value as AsyncDisposable)[Symbol.asyncDispose]();
  }
}

/** What the list of plugins says of it. */
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
