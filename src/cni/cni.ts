// Container networks by CNI: connects network namespaces through the plugins that an administrator has configured, and
// disconnects them, whatever happened in between. It knows neither pods nor command lines: a namespace is a path, a
// container an id. Source of behaviour: containerd/go-cni, libcni.
import { settled } from "../context/settled.ts";
import type { Json } from "../core/json.ts";
import { failedPrecondition, unavailable } from "../errors/index.ts";
import { type Attachment, AttachmentStore } from "./attachments.ts";
import { type CapabilityArguments, checkCapabilities } from "./capabilities.ts";
import type { NetworkConfig } from "./config.ts";
import { loadNetworks } from "./config-directory.ts";
import { addLoopback, type LoopbackBy, requireLoopback } from "./loopback.ts";
import {
  addNetwork,
  attemptAll,
  checkEndpoint,
  checkNetwork,
  collectNetwork,
  deleteNetwork,
  networkStatus,
  requirePlugins,
} from "./network.ts";
import type { PluginLimits } from "./plugin.ts";
import { type NetworkResult, parseResult } from "./result.ts";

/** Where configuration, plugins and records are. */
export interface CniOptions {
  /** Directory of network configurations, e.g. `/etc/cni/net.d`. */
  readonly configDirectory: string;
  /** Directories that are searched for plugins, in this order. */
  readonly pluginDirectories: readonly string[];
  /** Directory of the records of attachments. It has to outlive the process. */
  readonly stateDirectory: string;
  /** Directories of attachments that others have made to the same networks. */
  readonly otherStates?: readonly string[] | undefined;
  /** How many networks every container is attached to, by the order of their files; 0: all. Default 1. */
  readonly networks?: number | undefined;
  /** Interfaces are called by it and a number from 0 on. Default `eth`. */
  readonly interfacePrefix?: string | undefined;
  /** Milliseconds that each call of a plugin may take. Default 60,000. */
  readonly timeout?: number | undefined;
  /** Whether networks are attached one after another instead of all at once. Default false. */
  readonly isSerial?: boolean | undefined;
  /** Who brings the loopback interface up. Default: the plugin. */
  readonly loopback?: LoopbackBy | undefined;
  /** Told of a DEL that failed after a failed ADD. Its attachment is kept, so that it can be detached again. */
  readonly onCleanUpFailure?: ((error: unknown) => void) | undefined;
}

/** A container that is to be attached to all networks. */
export interface NetworkRequest {
  /** Unique on this host; begins with a letter or digit, and holds these, `_`, `.` and `-` only. */
  readonly containerId: string;
  /** Path of the network namespace. */
  readonly netns: string;
  /** CNI_ARGS: free pairs, e.g. `K8S_POD_NAME`. */
  readonly args?: Readonly<Record<string, string>> | undefined;
  /** Port mappings, limits and the like, for the plugins that ask for them. */
  readonly capabilities?: CapabilityArguments | undefined;
}

/** What one network gave to a container. */
export interface Attached {
  /** Name of the network. */
  readonly network: string;
  /** Name of the interface in the container. */
  readonly interface: string;
  readonly result: NetworkResult;
  /** The result as the last plugin printed it. */
  readonly raw: Json;
}

const defaultTimeout = 60_000;

/** The networks of a host. */
export class Cni {
  readonly #options: CniOptions;
  readonly #store: AttachmentStore;
  readonly #others: readonly AttachmentStore[];
  #networks: readonly NetworkConfig[] = [];

  /** Knows no networks until `load` was called. */
  constructor(options: CniOptions) {
    this.#options = options;
    this.#store = new AttachmentStore(options.stateDirectory);
    this.#others = (options.otherStates ?? []).map((directory) => new AttachmentStore(directory));
  }

  /** The networks that containers are attached to, the default one first. */
  get networks(): readonly NetworkConfig[] {
    return this.#networks;
  }

  /** Name of the interface on the default network. */
  get defaultInterface(): string {
    return this.#interfaceAt(0);
  }

  /**
   * Reads the configuration, and again after it has changed. Containers that are attached stay as they are.
   *
   * @throws not found: `no network config found in DIRECTORY`; invalid argument: a file is not valid. Then there are no
   * networks. Until it is read, those from before are used.
   */
  async load(): Promise<void> {
    try {
      this.#networks = await loadNetworks(this.#options.configDirectory, this.#options.networks ?? 1);
    } catch (error) {
      this.#networks = [];
      throw error;
    }
  }

  /** Resolves when containers can be attached. Unavailable: there is no network, or a plugin says that it is not ready. */
  async status(signal?: AbortSignal): Promise<void> {
    this.#requireNetworks();
    for (const network of this.#networks) {
      await networkStatus(network, this.#limits(signal));
    }
  }

  /**
   * Attaches a container to all networks, and gives its loopback interface an address. When anything fails, all that was
   * attached is detached again, and the failure is thrown. Already exists: the container is attached.
   */
  async attach(request: NetworkRequest, signal?: AbortSignal): Promise<Attached[]> {
    this.#requireNetworks();
    checkCapabilities(request.capabilities ?? {});
    const planned = this.#networks.map((network, index) => this.#planned(request, network, index));
    requireLoopback(this.#loopback, this.#limits(signal));
    for (const attachment of planned) {
      checkEndpoint(attachment);
      await attaching(attachment.network, async () =>
        requirePlugins(attachment.network, this.#limits(signal)),
      );
    }
    const created: Attachment[] = [];
    try {
      for (const attachment of planned) {
        await this.#store.create(attachment);
        created.push(attachment);
      }
      return await this.#addAll(request, planned, signal);
    } catch (error) {
      await this.#undo(created);
      throw error;
    }
  }

  /**
   * Detaches a container from all networks that it was attached to, as the configuration was then. A container that is
   * not attached, or whose namespace is gone, is no failure. What fails is kept, and the first failure is thrown after all
   * others were tried.
   */
  async detach(containerId: string, signal?: AbortSignal): Promise<void> {
    await this.#deleteAll(await this.#store.of(containerId), signal);
    await this.#store.sweep(containerId);
  }

  /** Resolves when a container is attached as it was left. Failed precondition: it is not attached. */
  async check(containerId: string, signal?: AbortSignal): Promise<void> {
    const attachments = await this.#store.of(containerId);
    if (attachments.length === 0) {
      throw failedPrecondition(`container ${JSON.stringify(containerId)} is not attached to a network`);
    }
    for (const attachment of attachments) {
      await checkNetwork(attachment.network, attachment, attachment.result, this.#limits(signal));
    }
  }

  /** Detaches all containers but these, and then frees what belongs to nobody. */
  async collect(containerIds: ReadonlySet<string>, signal?: AbortSignal): Promise<void> {
    const stale = (await this.#store.containers()).filter((id) => !containerIds.has(id));
    const detachments = stale.map((id) => () => this.detach(id, signal));
    await attemptAll([...detachments, () => this.freeUnused(containerIds, signal)], (step) => step());
  }

  /**
   * Has the plugins free what belongs to no attachment of these containers, and to none of others. Nothing may be attached meanwhile: it
   * would be taken for unused.
   */
  async freeUnused(containerIds: ReadonlySet<string>, signal?: AbortSignal): Promise<void> {
    const own = (await this.#store.all()).filter(({ containerId }) => containerIds.has(containerId));
    const others = this.#others.map((store) => store.all());
    const inUse = [own, ...(await Promise.all(others))].flat();
    await attemptAll(this.#networks, (network) => {
      const valid = inUse.filter((one) => one.network.name === network.name);
      return collectNetwork(network, valid, this.#limits(signal));
    });
  }

  /** The attachments of a container, those that are not finished, too. */
  attachments(containerId: string): Promise<Attachment[]> {
    return this.#store.of(containerId);
  }

  /** Ids of all containers that have attachments. */
  containers(): Promise<string[]> {
    return this.#store.containers();
  }

  get #loopback(): LoopbackBy {
    return this.#options.loopback ?? "plugin";
  }

  #requireNetworks(): void {
    if (this.#networks.length === 0) {
      throw unavailable("cni plugin not initialized");
    }
  }

  #interfaceAt(index: number): string {
    return `${this.#options.interfacePrefix ?? "eth"}${index}`;
  }

  #limits(signal: AbortSignal | undefined): PluginLimits {
    const { pluginDirectories, timeout = defaultTimeout } = this.#options;
    return { pluginDirectories, timeout, signal };
  }

  #planned(request: NetworkRequest, network: NetworkConfig, index: number): Attachment {
    const { containerId, netns, args = {}, capabilities = {} } = request;
    return {
      containerId,
      netns,
      interface: this.#interfaceAt(index),
      network,
      args,
      capabilities,
      result: undefined,
    };
  }

  async #addAll(
    request: NetworkRequest,
    planned: readonly Attachment[],
    signal: AbortSignal | undefined,
  ): Promise<Attached[]> {
    const bringUpLoopback = () => addLoopback(this.#loopback, request, this.#limits(signal));
    if (this.#options.isSerial === true) {
      await bringUpLoopback();
      const attached: Attached[] = [];
      for (const attachment of planned) {
        attached.push(await this.#add(attachment, signal));
      }
      return attached;
    }
    const adding = planned.map((attachment) => this.#add(attachment, signal));
    // What is still being attached cannot be detached.
    await settled([bringUpLoopback(), ...adding]);
    return Promise.all(adding);
  }

  async #add(attachment: Attachment, signal: AbortSignal | undefined): Promise<Attached> {
    const { network, interface: name } = attachment;
    return attaching(network, async () => {
      const raw = await addNetwork(network, attachment, this.#limits(signal));
      await this.#store.update({ ...attachment, result: raw });
      return { network: network.name, interface: name, result: parseResult(raw), raw };
    });
  }

  /** The caller may have given up by now: what was attached is detached all the same. */
  async #undo(created: readonly Attachment[]): Promise<void> {
    try {
      const recorded = created.length === 0 ? [] : await this.#store.of(created[0]?.containerId ?? "");
      const own = recorded.filter((one) => created.some(({ network }) => network.name === one.network.name));
      await this.#deleteAll(own, undefined);
    } catch (error) {
      this.#options.onCleanUpFailure?.(error);
    }
  }

  async #deleteAll(attachments: readonly Attachment[], signal: AbortSignal | undefined): Promise<void> {
    await attemptAll([...attachments].reverse(), async (attachment) => {
      const { network, result } = attachment;
      try {
        await deleteNetwork(network, attachment, result, this.#limits(signal));
        await this.#store.remove(attachment);
      } catch (cause) {
        throw new Error(`detach from network ${JSON.stringify(network.name)}`, { cause });
      }
    });
  }
}

/** Adds the network's name to what fails. */
async function attaching<T>({ name }: NetworkConfig, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Error(`attach to network ${JSON.stringify(name)}`, { cause });
  }
}
