// A shim: one process that serves one or many tasks.
import type { ShimRecord } from "../core/shim-record.ts";
import type { Channel } from "../rpc/channel.ts";
import type { ShimPaths } from "./paths.ts";
import type { Task } from "./task.ts";
import { TaskApi } from "./task-api.ts";

/**
 * `built-in` has a journal, `foreign` an executable of its own, and an `attached` one is a sandbox controller's: it is
 * neither started nor stopped here.
 */
export type ShimKind = "built-in" | "foreign" | "attached";

/** What became of a shim whose connection ended. */
export type Fate = "stopped" | "reconnected" | "lost";

export class Shim {
  readonly kind: ShimKind;
  readonly paths: ShimPaths;
  readonly tasks = new Map<string, Task>();
  record: ShimRecord;
  #channel: Channel;
  #api: TaskApi;
  /** Its journal is being read: what changes becomes known. */
  isFollowed = false;
  /** Number of the last event that was taken from its journal. */
  lastEvent = 0;
  /** Its end is wanted: not to be cleaned up after. */
  isStopping = false;
  isLost = false;
  /** Of the connection there is now; resolves after it has ended. */
  fate: Promise<Fate> = new Promise(() => {});

  constructor(kind: ShimKind, paths: ShimPaths, record: ShimRecord, channel: Channel) {
    this.kind = kind;
    this.paths = paths;
    this.record = record;
    this.#channel = channel;
    this.#api = new TaskApi(channel, record.version);
  }

  get channel(): Channel {
    return this.#channel;
  }

  get api(): TaskApi {
    return this.#api;
  }

  /** Goes on over another connection. */
  reconnect(channel: Channel): void {
    this.#channel = channel;
    this.#api = new TaskApi(channel, this.record.version);
  }

  get key(): string {
    return this.paths.key;
  }

  get namespace(): string {
    return this.record.namespace;
  }
}

export function kindOfShim(record: ShimRecord): ShimKind {
  if (record.executable !== "") {
    return "foreign";
  }
  return record.runtime === attachedRuntime ? "attached" : "built-in";
}

/** The runtime in records of shims that belong to a sandbox controller. */
export const attachedRuntime = "attached";
