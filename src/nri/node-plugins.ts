// All plugins of the node: who is there, in which order they are asked, and what their answers come to. Source: containerd/nri
// pkg/adaptation/adaptation.go, containerd internal/nri/nri.go.
import { Limiter } from "../context/limiter.ts";
import type { Log } from "../log/index.ts";
import type {
  ContainerEvent,
  ContainerOfPod,
  NodePlugins as Contract,
  NodeEvent,
  NodeState,
  PodEvent,
} from "../messages/nri.ts";
import {
  Container,
  ContainerAdjustment,
  LinuxResources,
  type PodSandbox,
  type UpdatePodSandboxRequest,
} from "../rpc/gen/nri.ts";
import { complete, type Init } from "../rpc/message.ts";
import { Admission, type AdmissionOptions } from "./admission.ts";
import { Creation } from "./creation.ts";
import type { DefaultValidator } from "./default-validator.ts";
import { Gate } from "./gate.ts";
import { Owners } from "./owners.ts";
import type { NodePlugin } from "./plugin.ts";
import { validate } from "./validate.ts";
import { WishList } from "./wish-list.ts";
import { fulfil } from "./wishes.ts";

export interface NodePluginsOptions {
  readonly admission: AdmissionOptions;
  /** Undefined when it is not enabled. */
  readonly defaultValidator: DefaultValidator | undefined;
  readonly log: Log;
}

export class NodePlugins implements Contract, AsyncDisposable {
  readonly gate: Gate = new Gate();
  readonly #options: NodePluginsOptions;
  readonly #log: Log;
  /** One event at a time: what a plugin answers rests upon what it was told before. */
  readonly #turn = new Limiter(1);
  #plugins: readonly NodePlugin[] = [];
  #node: NodeState | undefined;
  #admission: Admission | undefined;

  constructor(options: NodePluginsOptions) {
    this.#options = options;
    this.#log = options.log;
  }

  /** A creation is also the business of those who validate it. */
  wants(event: NodeEvent): boolean {
    const isValidated = event === "createContainer";
    return (
      (isValidated && this.#options.defaultValidator !== undefined) ||
      this.#plugins.some(
        (plugin) => plugin.handles(event) || (isValidated && plugin.handles("validateContainerAdjustment")),
      )
    );
  }

  /** In the order in which they are asked. */
  get all(): readonly NodePlugin[] {
    return this.#plugins;
  }

  async serve(node: NodeState): Promise<void> {
    this.#node = node;
    this.#admission = new Admission(this, node, this.#options.admission);
    await this.#admission.open();
  }

  add(plugin: NodePlugin): void {
    this.#plugins = [...this.#plugins, plugin].sort((one, other) => one.index.localeCompare(other.index));
    this.#log.info("an NRI plugin has joined", { plugin: plugin.name, pid: plugin.connection.peer.pid });
    void plugin.connection.closed.then(() => {
      this.#plugins = this.#plugins.filter((one) => one !== plugin);
      this.#log.info("an NRI plugin has left", { plugin: plugin.name });
    });
  }

  hold(signal?: AbortSignal): Promise<Disposable> {
    return this.gate.enter(signal);
  }

  tellOfPod(event: PodEvent, pod: Init<PodSandbox>): Promise<void> {
    return this.#tell((plugin) =>
      plugin.tell(event, { pod }, (api, options) => api[event]({ pod }, options)),
    );
  }

  tellOfContainer(event: ContainerEvent, { pod, container }: ContainerOfPod): Promise<void> {
    const about = { pod, container };
    return this.#tell((plugin) => plugin.tell(event, about, (api, options) => api[event](about, options)));
  }

  updatePodSandbox(request: Init<UpdatePodSandboxRequest>): Promise<void> {
    return this.#tell((plugin) =>
      plugin.ask("updatePodSandbox", (api, options) => api.updatePodSandbox(request, options)),
    );
  }

  async createContainer(about: ContainerOfPod): Promise<ContainerAdjustment> {
    const creation = await this.#turn.run(() => this.#create(about));
    await fulfil(this.#node, creation.wishes, this.#log);
    return complete(ContainerAdjustment, creation.adjustment());
  }

  async updateContainer(
    about: ContainerOfPod,
    resources: Init<LinuxResources>,
  ): Promise<LinuxResources | undefined> {
    const requested = complete(LinuxResources, resources);
    const wishes = new WishList(new Owners(), {
      containerId: about.container.id ?? "",
      resources: requested,
    });
    await this.#tell(async (plugin) => {
      const answer = await plugin.ask("updateContainer", (api, options) =>
        api.updateContainer({ ...about, linuxResources: wishes.changedRequest ?? requested }, options),
      );
      wishes.add(answer, plugin.name);
    });
    await fulfil(this.#node, wishes, this.#log);
    return wishes.changedRequest;
  }

  async stopContainer(about: ContainerOfPod): Promise<void> {
    const wishes = new WishList(new Owners());
    await this.#tell(async (plugin) => {
      const answer = await plugin.ask("stopContainer", (api, options) => api.stopContainer(about, options));
      wishes.add(answer, plugin.name);
    });
    await fulfil(this.#node, wishes, this.#log);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#admission?.[Symbol.asyncDispose]();
  }

  #tell(call: (plugin: NodePlugin) => Promise<unknown>): Promise<void> {
    return this.#turn.run(async () => {
      for (const plugin of this.#plugins) {
        await call(plugin);
      }
    });
  }

  async #create(about: ContainerOfPod): Promise<Creation> {
    const container = complete(Container, about.container);
    const request = { pod: about.pod, container };
    const creation = new Creation(container);
    for (const plugin of this.#plugins) {
      const answer = await plugin.ask("createContainer", (api, options) =>
        api.createContainer(request, options),
      );
      if (answer !== undefined) {
        creation.merge(answer, plugin.name);
      }
    }
    await validate(this.#plugins, this.#options.defaultValidator, {
      ...about,
      adjust: creation.adjustment(),
      update: [...creation.wishes.updates],
      owners: creation.owners.message(),
    });
    return creation;
  }
}
