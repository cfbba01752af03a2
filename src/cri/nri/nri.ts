// Tells plugins of the node (NRI) of pods and containers, and takes what they change. Without a plugin nothing of this costs more than a
// look. Source: containerd internal/cri/nri/nri_api_linux.go.
import type { ContainerEvent, ContainerOfPod, NodeEvent, NodePlugins } from "../../messages/nri.ts";
import type { LinuxContainerResources } from "../../rpc/gen/cri.ts";
import type { LinuxResources } from "../../rpc/gen/nri.ts";
import type { Cri } from "../cri.ts";
import { orFail } from "../or-fail.ts";
import type { PodContainer } from "../store/containers.ts";
import type { Pod } from "../store/pods.ts";
import { containerMessage } from "./container.ts";
import { CriNode } from "./node.ts";
import { lostPodMessage, podMessage } from "./pod.ts";
import { requestedResources } from "./resources.ts";

const nothingHeld: Disposable = { [Symbol.dispose]: () => {} };

export class Nri {
  readonly #cri: Cri;
  readonly #plugins: NodePlugins | undefined;

  /** Without `plugins`, NRI is switched off. */
  constructor(cri: Cri, plugins: NodePlugins | undefined) {
    this.#cri = cri;
    this.#plugins = plugins;
  }

  /** Lets plugins join. The end of what has ended by now is not told to them. */
  async serve(): Promise<void> {
    for (const pod of this.#cri.pods.index.all()) {
      pod.isEndTold = pod.state === "stopped";
    }
    for (const container of this.#cri.containers.index.all()) {
      container.endTold = container.status.finishedAt === 0n ? undefined : Promise.resolve();
    }
    await this.#plugins?.serve(new CriNode(this.#cri));
  }

  /** Must be held from an event until the state of the node shows it: no plugin joins in between. */
  async hold(signal?: AbortSignal): Promise<Disposable> {
    return (await this.#plugins?.hold(signal)) ?? nothingHeld;
  }

  /** The pod is made. When a plugin refuses it, all are told that it goes. */
  async podRuns(pod: Pod): Promise<void> {
    await this.ask("runPodSandbox", async (plugins) => {
      try {
        await plugins.tellOfPod("runPodSandbox", await podMessage(this.#cri, pod));
      } catch (cause) {
        await this.podStopped(pod);
        await this.podRemoved(pod);
        throw new Error("NRI RunPodSandbox failed", { cause });
      }
    });
  }

  /** Is told once. */
  async podStopped(pod: Pod): Promise<void> {
    if (pod.isEndTold) {
      return;
    }
    pod.isEndTold = true;
    await this.tell("stopPodSandbox", async (plugins) => {
      await plugins.tellOfPod("stopPodSandbox", await podMessage(this.#cri, pod));
    });
  }

  podRemoved(pod: Pod): Promise<void> {
    return this.tell("removePodSandbox", async (plugins) => {
      await plugins.tellOfPod("removePodSandbox", await podMessage(this.#cri, pod));
    });
  }

  /** The pod's limits are about to change. */
  async podChanges(
    pod: Pod,
    overhead: LinuxContainerResources | null,
    resources: LinuxContainerResources | null,
  ): Promise<void> {
    await this.ask("updatePodSandbox", (plugins) =>
      orFail("NRI sandbox update failed", async () =>
        plugins.updatePodSandbox({
          pod: await podMessage(this.#cri, pod),
          overheadLinuxResources: requestedResources(overhead),
          linuxResources: requestedResources(resources),
        }),
      ),
    );
  }

  podChanged(pod: Pod): Promise<void> {
    return this.tell("postUpdatePodSandbox", async (plugins) => {
      await plugins.tellOfPod("postUpdatePodSandbox", await podMessage(this.#cri, pod));
    });
  }

  created(container: PodContainer): Promise<void> {
    return this.#tell("postCreateContainer", container);
  }

  /** The container's process is there, and its program does not run yet. An error keeps it from running. */
  async starts(container: PodContainer, pid: number): Promise<void> {
    await this.ask("startContainer", (plugins) =>
      orFail("NRI container start failed", async () =>
        plugins.tellOfContainer("startContainer", await this.#about(container, pid)),
      ),
    );
  }

  started(container: PodContainer): Promise<void> {
    return this.#tell("postStartContainer", container);
  }

  /** Plugins may change the limits that a container is about to get; undefined when none does. */
  async updates(
    container: PodContainer,
    wanted: LinuxContainerResources,
  ): Promise<LinuxResources | undefined> {
    return this.ask("updateContainer", (plugins) =>
      orFail("NRI container update failed", async () =>
        plugins.updateContainer(await this.#about(container), requestedResources(wanted) ?? {}),
      ),
    );
  }

  updated(container: PodContainer): Promise<void> {
    return this.#tell("postUpdateContainer", container);
  }

  /** The container has ended, or will never run. Is told once; resolves when it was. */
  ended(container: PodContainer): Promise<void> {
    container.endTold ??= this.#tellEnd(container);
    return container.endTold;
  }

  removed(container: PodContainer): Promise<void> {
    return this.#tell("removeContainer", container);
  }

  /** Asks plugins about something that they may refuse; undefined when no plugin wants to know of it. */
  async ask<T>(event: NodeEvent, question: (plugins: NodePlugins) => Promise<T>): Promise<T | undefined> {
    return this.#plugins?.wants(event) ? question(this.#plugins) : undefined;
  }

  /** Tells plugins what has happened: an error of one changes nothing any more. */
  async tell(event: NodeEvent, work: (plugins: NodePlugins) => Promise<void>): Promise<void> {
    try {
      await this.ask(event, work);
    } catch (error) {
      this.#cri.log.error("an NRI plugin failed when it was told of what has happened", { event, error });
    }
  }

  /** A plugin that is joining has been told of a container that runs: it is waited for. */
  async #tellEnd(container: PodContainer): Promise<void> {
    using _held = await this.hold();
    await this.tell("stopContainer", async (plugins) => {
      await plugins.stopContainer(await this.#about(container));
    });
  }

  async #about(container: PodContainer, pid?: number): Promise<ContainerOfPod> {
    const { podId } = container.record;
    const pod = this.#cri.pods.index.find(podId);
    return {
      pod: pod === undefined ? lostPodMessage(podId) : await podMessage(this.#cri, pod),
      container: await containerMessage(this.#cri, container, pid),
    };
  }

  #tell(event: ContainerEvent, container: PodContainer): Promise<void> {
    return this.tell(event, async (plugins) => {
      await plugins.tellOfContainer(event, await this.#about(container));
    });
  }
}
