// How plugins come to take part: those that are installed are started, others connect to a socket. Each registers itself, is
// configured, and learns the state of the node. Source: containerd/nri pkg/adaptation/adaptation.go.
import { alreadyExists, deadlineExceeded, messageOf, unavailable } from "../errors/index.ts";
import { makeSocketFile, type SocketFile } from "../linux/socket-file.ts";
import type { Log } from "../log/index.ts";
import type { NodeState } from "../messages/nri.ts";
import type { ContainerUpdate, UpdateContainersRequest } from "../rpc/gen/nri.ts";
import type { Duplex, Transport } from "../rpc/transport/duplex.ts";
import { PluginConnection } from "./connection.ts";
import { checkIdentity } from "./identity.ts";
import { findInstalled, type InstalledPlugin, PluginProcess } from "./installed.ts";
import type { NodePlugins } from "./node-plugins.ts";
import { NodePlugin, type PluginIdentity, type RuntimeFacts } from "./plugin.ts";
import { synchronize } from "./synchronize.ts";
import { fulfil } from "./wishes.ts";

export interface AdmissionOptions {
  /** Empty: plugins may not connect. */
  readonly socketPath: string;
  /** Directory of installed plugins. */
  readonly pluginPath: string;
  /** Directory of their configurations. */
  readonly configPath: string;
  readonly facts: RuntimeFacts;
  readonly transport: Transport;
  readonly log: Log;
}

/** Connections at the same time: nodes have a handful of plugins. */
const maxConnections = 256;

export class Admission implements AsyncDisposable {
  readonly #plugins: NodePlugins;
  readonly #node: NodeState;
  readonly #options: AdmissionOptions;
  readonly #log: Log;
  readonly #connections = new Set<PluginConnection>();
  /** Of all that have registered and are connected. */
  readonly #names = new Set<string>();
  readonly #processes: PluginProcess[] = [];
  #close: () => Promise<void> = async () => {};

  constructor(plugins: NodePlugins, node: NodeState, options: AdmissionOptions) {
    this.#plugins = plugins;
    this.#node = node;
    this.#options = options;
    this.#log = options.log;
  }

  /** Resolves when all installed plugins take part, or have failed to. */
  async open(): Promise<void> {
    const { pluginPath, configPath, socketPath } = this.#options;
    const installed = findInstalled(pluginPath, configPath, this.#log);
    const started = await Promise.all(installed.map((plugin) => this.#startInstalled(plugin)));
    await this.#join(started.filter((plugin) => plugin !== undefined));
    if (socketPath !== "") {
      await this.#listen(socketPath);
    }
  }

  /** Nobody joins any more, and those that take part are told that it is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    await Promise.all(this.#plugins.all.map((plugin) => plugin.shutDown()));
    for (const connection of this.#connections) {
      connection.close();
    }
    await Promise.all(this.#processes.map((process) => process.end()));
  }

  /** A socket that another process has is left to it: plugins then connect to that one. */
  async #listen(path: string): Promise<void> {
    try {
      const file = makeSocketFile({ path, uid: 0, gid: 0, mode: 0o600, directoryMode: 0o700 });
      this.#close = await this.#listenAt(file);
      this.#log.info("NRI plugins may connect", { socket: path });
    } catch (error) {
      this.#log.error("NRI plugins cannot connect: give the setting socket_path another value", {
        socket: path,
        error: messageOf(error),
      });
    }
  }

  /** Gives what ends the listening. */
  async #listenAt({ fd, remove, discard }: SocketFile): Promise<() => Promise<void>> {
    try {
      const listener = await this.#options.transport.listen({ fd }, (duplex) => {
        void this.#accept(duplex);
      });
      return async () => {
        await listener.close();
        remove();
      };
    } catch (error) {
      discard();
      throw error;
    }
  }

  async #accept(duplex: Duplex): Promise<void> {
    try {
      const plugin = await this.#admit(duplex, undefined, "");
      await this.#join([plugin]);
    } catch (error) {
      this.#log.error("an NRI plugin that connected was refused", { pid: duplex.peer.pid, error });
    }
  }

  async #startInstalled(installed: InstalledPlugin): Promise<NodePlugin | undefined> {
    try {
      return await this.#launch(installed);
    } catch (error) {
      this.#log.error("an installed NRI plugin could not be started", { path: installed.path, error });
      return undefined;
    }
  }

  /** A process that has lost its connection is of no use, and is ended. */
  async #launch(installed: InstalledPlugin): Promise<NodePlugin> {
    const { process, duplex } = await PluginProcess.start(installed, this.#options.transport);
    this.#processes.push(process);
    try {
      const plugin = await this.#admit(duplex, installed, installed.config);
      void plugin.connection.closed.then(() => process.end());
      return plugin;
    } catch (error) {
      await process.end();
      throw error;
    }
  }

  /** Resolves when the plugin has registered and is configured. Its identity is known already when it was installed. */
  async #admit(duplex: Duplex, known: PluginIdentity | undefined, config: string): Promise<NodePlugin> {
    const registered = Promise.withResolvers<PluginIdentity>();
    registered.promise.catch(() => {});
    const connection = new PluginConnection(
      duplex,
      {
        register: ({ pluginIdx, pluginName }) => {
          try {
            registered.resolve(this.#register(connection, known ?? { index: pluginIdx, base: pluginName }));
          } catch (error) {
            registered.reject(error);
            throw error;
          }
        },
        updateContainers: (request) => this.#update(request),
      },
      this.#log,
    );
    this.#track(connection);
    void connection.closed.then(() => registered.reject(unavailable("it closed the connection")));
    const { facts } = this.#options;
    const late = deadlineExceeded(`it did not register within ${facts.registrationTimeout} ms`);
    const timer = setTimeout(() => registered.reject(late), facts.registrationTimeout);
    try {
      const plugin = new NodePlugin(await registered.promise, connection, facts, this.#log);
      await plugin.configure(config);
      return plugin;
    } catch (error) {
      connection.end();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #track(connection: PluginConnection): void {
    this.#connections.add(connection);
    void connection.closed.then(() => this.#connections.delete(connection));
    if (this.#connections.size > maxConnections) {
      this.#log.warn("too many connections of NRI plugins", { limit: maxConnections });
      connection.close();
    }
  }

  /** Already exists: another plugin has this index and name. Two of them could not be told apart. */
  #register(connection: PluginConnection, identity: PluginIdentity): PluginIdentity {
    checkIdentity(identity);
    const name = `${identity.index}-${identity.base}`;
    if (this.#names.has(name)) {
      throw alreadyExists(`plugin ${JSON.stringify(name)} is connected`);
    }
    this.#names.add(name);
    void connection.closed.then(() => this.#names.delete(name));
    return identity;
  }

  /** Meanwhile nothing happens on the node, so that the plugins miss nothing between what they learn now and their first event. */
  async #join(plugins: readonly NodePlugin[]): Promise<void> {
    if (plugins.length === 0) {
      return;
    }
    const updates: ContainerUpdate[] = [];
    {
      using _closed = await this.#plugins.gate.close();
      for (const plugin of plugins) {
        updates.push(...(await this.#synchronize(plugin)));
      }
    }
    await fulfil(this.#node, { updates, evictions: [] }, this.#log);
  }

  async #synchronize(plugin: NodePlugin): Promise<readonly ContainerUpdate[]> {
    try {
      const state = { pods: await this.#node.pods(), containers: await this.#node.containers() };
      const { requestTimeout } = this.#options.facts;
      const updates = await synchronize(plugin.connection.api, state, requestTimeout);
      this.#plugins.add(plugin);
      return updates;
    } catch (error) {
      this.#log.error("an NRI plugin could not be synchronized and is disconnected", {
        plugin: plugin.name,
        error,
      });
      plugin.connection.close();
      return [];
    }
  }

  async #update({ update, evict }: UpdateContainersRequest): Promise<{ failed: ContainerUpdate[] }> {
    const failed = await fulfil(this.#node, { updates: update, evictions: evict }, this.#log);
    return { failed };
  }
}
