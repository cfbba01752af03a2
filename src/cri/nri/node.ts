// The pods and containers of CRI, as plugins learn them when they join, and what plugins may do to them. Source: containerd
// internal/cri/nri/nri_api_linux.go.
import type { NodeState } from "../../messages/nri.ts";
import { ContainerState } from "../../rpc/gen/cri.ts";
import type { Container, ContainerEviction, ContainerUpdate, PodSandbox } from "../../rpc/gen/nri.ts";
import type { Init } from "../../rpc/message.ts";
import { changeLimits } from "../containers/limits.ts";
import { stopNow } from "../containers/stop.ts";
import type { Cri } from "../cri.ts";
import { stateOf } from "../store/status.ts";
import { containerMessage } from "./container.ts";
import { podMessage } from "./pod.ts";
import { withNriResources } from "./resources.ts";

/** States of containers that have not ended. */
const alive: readonly number[] = [ContainerState.CONTAINER_CREATED, ContainerState.CONTAINER_RUNNING];

export class CriNode implements NodeState {
  readonly #cri: Cri;

  constructor(cri: Cri) {
    this.#cri = cri;
  }

  pods(): Promise<Init<PodSandbox>[]> {
    const known = this.#cri.pods.index.all().filter(({ state }) => state !== "unknown");
    return Promise.all(known.map((pod) => podMessage(this.#cri, pod)));
  }

  containers(): Promise<Init<Container>[]> {
    const known = this.#cri.containers.index.all().filter(({ status }) => alive.includes(stateOf(status)));
    return Promise.all(known.map((container) => containerMessage(this.#cri, container)));
  }

  async update({ containerId, linux }: ContainerUpdate): Promise<void> {
    const container = this.#cri.containers.index.find(containerId);
    const resources = linux?.resources ?? null;
    if (container !== undefined && resources !== null) {
      const options = withNriResources(resources, this.#cri.settings);
      await changeLimits(this.#cri, this.#cri.background, container, options);
    }
  }

  async evict({ containerId }: ContainerEviction): Promise<void> {
    const container = this.#cri.containers.index.find(containerId);
    if (container !== undefined) {
      await stopNow(this.#cri, this.#cri.background, container);
    }
  }
}
