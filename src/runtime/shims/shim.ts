// One shim: a process that the daemon talks to. It knows nothing of what it serves: tasks and sandboxes refer to it.
import type { ShimRecord } from "../../core/shim-record.ts";
import { type Channel, type Stub, stub } from "../../rpc/channel.ts";
import { JournalService } from "../../rpc/gen/journal.ts";
import { LogsService } from "../../rpc/gen/logs.ts";
import { closedChannel } from "./connect.ts";
import type { ShimPaths } from "./paths.ts";
import { checkShimStep, isFinal, type ShimState } from "./shim-state.ts";
import { TaskApi } from "./task-api.ts";

/**
 * - `built-in`: tsrt's own, which keeps a journal of its events.
 * - `foreign`: another executable, which sends its events to the daemon's ttrpc socket.
 * - `attached`: a sandbox controller's, found by its address; the daemon neither starts nor stops it.
 */
export type ShimKind = "built-in" | "foreign" | "attached";

/** Stands as the runtime's name in the records of attached shims. */
export const attachedRuntime = "attached";

export function kindOfShim(record: ShimRecord): ShimKind {
  if (record.executable !== "") {
    return "foreign";
  }
  return record.runtime === attachedRuntime ? "attached" : "built-in";
}

export class Shim {
  readonly kind: ShimKind;
  readonly paths: ShimPaths;
  readonly record: ShimRecord;
  /** Number of the last event that was taken from the shim's journal; 0 before the first. */
  lastEvent = 0;
  /** Whether the shim's events are being received, so that the daemon hears of every change of a task. */
  hasEventStream = false;
  #channel: Channel;
  #api: TaskApi;
  #journal: Stub<typeof JournalService>;
  #state: ShimState;
  #afterConnection = Promise.withResolvers<ShimState>();

  /** Without a channel the shim is one that died under an earlier daemon: its state is `lost`. */
  constructor(paths: ShimPaths, record: ShimRecord, channel: Channel | undefined) {
    this.kind = kindOfShim(record);
    this.paths = paths;
    this.record = record;
    this.#channel = channel ?? closedChannel;
    this.#api = new TaskApi(this.#channel, record.version);
    this.#journal = stub(this.#channel, JournalService);
    this.#state = channel === undefined ? "lost" : "connected";
    this.#settle();
  }

  get key(): string {
    return this.paths.key;
  }

  get namespace(): string {
    return this.record.namespace;
  }

  get channel(): Channel {
    return this.#channel;
  }

  get api(): TaskApi {
    return this.#api;
  }

  /** Of a shim that writes logs. */
  get logs(): Stub<typeof LogsService> {
    return stub(this.#channel, LogsService);
  }

  /** Whether it writes CRI's logs itself. */
  get writesLogs(): boolean {
    return this.record.writesLogs === true;
  }

  get state(): ShimState {
    return this.#state;
  }

  /** Resolves once the present connection has ended, with the state that the shim came to: connected again, or a final one. */
  get afterConnection(): Promise<ShimState> {
    return this.#afterConnection.promise;
  }

  become(state: Exclude<ShimState, "connected">): void {
    checkShimStep(this.#state, state);
    this.#state = state;
    this.#settle();
  }

  /** Goes on over another connection. */
  reconnect(channel: Channel): void {
    checkShimStep(this.#state, "connected");
    this.#state = "connected";
    this.#channel = channel;
    this.#api = new TaskApi(channel, this.record.version);
    this.#journal = stub(channel, JournalService);
    this.#afterConnection.resolve("connected");
    this.#afterConnection = Promise.withResolvers();
  }

  /** Lets a built-in shim forget its events up to that number. What is not acknowledged after all comes again. */
  acknowledge(number: number): void {
    this.#journal.acknowledge({ number }).catch(() => {});
  }

  #settle(): void {
    if (isFinal(this.#state)) {
      this.#afterConnection.resolve(this.#state);
    }
  }
}
