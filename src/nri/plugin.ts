// A plugin that has registered: which events it wants, and how it is called. Source: containerd/nri pkg/adaptation/plugin.go.
import { invalidArgument, isKind } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import type { CallOptions } from "../rpc/channel.ts";
import type { PluginApi, PluginConnection } from "./connection.ts";
import { EventMask, type EventName, eventNumbers } from "./events.ts";

/** What a plugin is told of its runtime. */
export interface RuntimeFacts {
  readonly name: string;
  readonly version: string;
  /** Milliseconds from the connection until the plugin must have registered itself. */
  readonly registrationTimeout: number;
  /** Milliseconds that it may take for an answer. */
  readonly requestTimeout: number;
}

export interface PluginIdentity {
  /** Two digits, by which plugins are ordered. */
  readonly index: string;
  readonly base: string;
}

/** The version of NRI whose messages are spoken. */
const nriVersion = "v0.12.2";

export class NodePlugin {
  readonly index: string;
  readonly base: string;
  readonly connection: PluginConnection;
  readonly #facts: RuntimeFacts;
  readonly #log: Log;
  #events = new EventMask(0);
  /** Events for which an older plugin has no method of its own. */
  readonly #changes = new Set<EventName>();

  constructor({ index, base }: PluginIdentity, connection: PluginConnection, facts: RuntimeFacts, log: Log) {
    this.index = index;
    this.base = base;
    this.connection = connection;
    this.#facts = facts;
    this.#log = log.with({ plugin: this.name });
  }

  get name(): string {
    return `${this.index}-${this.base}`;
  }

  handles(event: EventName): boolean {
    return !this.connection.isClosed && this.#events.has(event);
  }

  /** Gives the plugin its configuration and learns which events it wants. */
  async configure(config: string): Promise<void> {
    const { name, version, registrationTimeout, requestTimeout } = this.#facts;
    const { events } = await this.connection.api.configure(
      {
        config,
        runtimeName: name,
        runtimeVersion: version,
        registrationTimeout: BigInt(registrationTimeout),
        requestTimeout: BigInt(requestTimeout),
        NRIVersion: nriVersion,
      },
      this.#options,
    );
    const mask = new EventMask(events);
    if (mask.unknown !== 0) {
      throw invalidArgument(
        `plugin ${this.name} subscribes to unknown events: 0x${mask.unknown.toString(16)}`,
      );
    }
    this.#events = mask;
  }

  /**
   * The plugin's answer; undefined when it does not want the event, or is gone. One that does not answer in time is disconnected. What
   * the plugin fails with is thrown, and names it.
   */
  async ask<T>(
    event: EventName,
    call: (api: PluginApi, options: CallOptions) => Promise<T>,
  ): Promise<T | undefined> {
    if (!this.handles(event)) {
      return undefined;
    }
    try {
      return await call(this.connection.api, this.#options);
    } catch (cause) {
      if (this.connection.isClosed || isKind(cause, "deadline exceeded")) {
        this.#log.error("a node plugin did not answer and is disconnected", { event, error: cause });
        this.connection.close();
        return undefined;
      }
      throw new Error(`NRI plugin ${JSON.stringify(this.name)} failed to handle ${event}`, { cause });
    }
  }

  /** For an event that a plugin is only told of. One that has no method for it may have the older one for all of them. */
  async tell(
    event: EventName,
    about: { pod: object; container?: object },
    call: (api: PluginApi, options: CallOptions) => Promise<unknown>,
  ): Promise<void> {
    await this.ask(event, async (api, options) => {
      if (!this.#changes.has(event)) {
        try {
          return await call(api, options);
        } catch (error) {
          if (!isKind(error, "not implemented")) {
            throw error;
          }
        }
        this.#changes.add(event);
        this.#log.warn(
          "a node plugin has no method for an event; it is told by StateChange, which is deprecated",
          {
            event,
          },
        );
      }
      return await api.stateChange({ event: eventNumbers[event], ...about }, options);
    });
  }

  /** Tells the plugin that the runtime ends. */
  async shutDown(): Promise<void> {
    await this.connection.api.shutdown({}, { timeout: shutdownTimeout }).catch(() => {});
    this.connection.close();
  }

  get #options(): CallOptions {
    return { timeout: this.#facts.requestTimeout };
  }
}

/** Milliseconds: the runtime's end must not wait for plugins for long. */
const shutdownTimeout = 1000;
