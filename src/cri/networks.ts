// The networks of pods: those of the node, and those of handlers that have configurations of their own. They are read again when
// their directories change. Source: containerd internal/cri/server/service_linux.go and cni_conf_syncer.go.
import { Cni } from "../cni/cni.ts";
import { ConfigWatch } from "../cni/config-watch.ts";
import { messageOf } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import type { RuntimeSettings } from "./settings.ts";

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

/** The networks by handlers. */
export class Networks implements Disposable {
  readonly #common: Network;
  readonly #own: ReadonlyMap<string, Network>;

  private constructor(common: Network, own: ReadonlyMap<string, Network>) {
    this.#common = common;
    this.#own = own;
  }

  /** `stateDirectory` keeps what pods are attached to. A configuration that cannot be read is warned of, and may come later. */
  static async open(settings: RuntimeSettings, stateDirectory: string, log: Log): Promise<Networks> {
    const { pluginDirectories, isSerial, ...defaults } = settings.cni;
    const network = (configDirectory: string, networks: number): Network => {
      const cni = new Cni({ configDirectory, pluginDirectories, stateDirectory, networks, isSerial });
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
