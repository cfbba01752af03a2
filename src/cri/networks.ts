// The networks of pods: those of the node, and those of handlers that have configurations of their own. They are read again when
// their directories change. Source: containerd internal/cri/server/service_linux.go and cni_conf_syncer.go.
import { Cni } from "../cni/cni.ts";
import { ConfigWatch } from "../cni/config-watch.ts";
import { messageOf } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import type { RuntimeSettings } from "./settings.ts";

/** Milliseconds that the plugins of a network may take to free what is unused: pods wait for them. */
const freeingTimeout = 10_000;

/** One directory of configurations, which is watched. */
class Network implements Disposable {
  readonly cni: Cni;
  readonly #directory: string;
  readonly #log: Log;
  #watch: ConfigWatch | undefined;
  #reading: Promise<void> | undefined;
  #isStale = false;
  /** Why the last reading failed; undefined after one that succeeded, and before the first. */
  #failure: string | undefined;

  constructor(cni: Cni, directory: string, log: Log) {
    this.cni = cni;
    this.#directory = directory;
    this.#log = log.with({ directory });
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  async open(): Promise<void> {
    const cannotWatch = (error: unknown): void =>
      this.#log.warn("changes of network configurations are not noticed", { error: messageOf(error) });
    try {
      this.#watch = new ConfigWatch(this.#directory, () => void this.#read(), cannotWatch);
    } catch (error) {
      cannotWatch(error);
    }
    await this.#read();
  }

  /** Does not reject. */
  async freeUnused(podIds: ReadonlySet<string>): Promise<void> {
    try {
      await this.cni.freeUnused(podIds, AbortSignal.timeout(freeingTimeout));
    } catch (error) {
      this.#log.warn("addresses of pods that are gone may still be taken", { error: messageOf(error) });
    }
  }

  [Symbol.dispose](): void {
    this.#watch?.[Symbol.dispose]();
  }

  /** What changes while it is read is read afterwards. */
  #read(): Promise<void> {
    this.#isStale = true;
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      const before = this.#failure;
      try {
        await this.cni.load();
        this.#failure = undefined;
        this.#log.info("read network configurations", {
          networks: this.cni.networks.map(({ name }) => name),
        });
      } catch (error) {
        this.#failure = messageOf(error);
        if (this.#failure !== before) {
          this.#log.warn("pods get no network until one is configured", { error: this.#failure });
        }
      }
    }
  }
}

/** Where attachments are recorded. */
export interface NetworkDirectories {
  readonly stateDirectory: string;
  readonly otherStates: readonly string[];
}

/** The networks by handlers. */
export class Networks implements Disposable {
  readonly #common: Network;
  readonly #own: ReadonlyMap<string, Network>;
  #unusedAreFree: Promise<void> = Promise.resolve();

  private constructor(common: Network, own: ReadonlyMap<string, Network>) {
    this.#common = common;
    this.#own = own;
  }

  /**
   * `stateDirectory` keeps what pods are attached to, and `otherStates` what others attach to the same networks. A configuration that
   * cannot be read is warned of, and may come later.
   */
  static async open(
    settings: RuntimeSettings,
    { stateDirectory, otherStates }: NetworkDirectories,
    log: Log,
  ): Promise<Networks> {
    const { pluginDirectories, isSerial, loopback, ...defaults } = settings.cni;
    const network = (configDirectory: string, networks: number): Network => {
      const cni = new Cni({
        configDirectory,
        pluginDirectories,
        stateDirectory,
        otherStates,
        networks,
        isSerial,
        loopback,
      });
      return new Network(cni, configDirectory, log);
    };
    const common = network(defaults.configDirectory, defaults.networks);
    const handlers = [...settings.handlers.values()].filter(
      ({ cniConfigDirectory }) => cniConfigDirectory !== "",
    );
    const own = handlers.map(
      ({ name, cniConfigDirectory, cniNetworks }) =>
        [name, network(cniConfigDirectory, cniNetworks || defaults.networks)] as const,
    );
    await Promise.all([common, ...own.map(([, each]) => each)].map((each) => each.open()));
    return new Networks(common, new Map(own));
  }

  /** The node's own: all attachments can be undone by it. */
  get common(): Cni {
    return this.#common.cni;
  }

  /** Those of a handler's pods. */
  of(handler: string): Cni {
    return (this.#own.get(handler) ?? this.#common).cni;
  }

  /**
   * Has plugins free what no pod uses any more, in networks of CNI 1.1. No other runtime may use the same networks, unless they say
   * `disableGC`.
   */
  freeUnused(podIds: ReadonlySet<string>): void {
    this.#unusedAreFree = (async () => {
      for (const network of [this.#common, ...this.#own.values()]) {
        await network.freeUnused(podIds);
      }
    })();
  }

  /** Until it resolves no pod may be attached. */
  get unusedAreFree(): Promise<void> {
    return this.#unusedAreFree;
  }

  /** How the last reading went, by handler; the common one's has no name. */
  get failures(): ReadonlyMap<string, string | undefined> {
    return new Map([
      ["", this.#common.failure],
      ...[...this.#own].map(([name, { failure }]) => [name, failure] as const),
    ]);
  }

  [Symbol.dispose](): void {
    for (const network of [this.#common, ...this.#own.values()]) {
      network[Symbol.dispose]();
    }
  }
}
