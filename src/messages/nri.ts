// The contract between CRI and what connects plugins of the node (NRI). Both speak of pods and containers in NRI's own messages, so
// nothing is converted between them.
import { type Slot, slot } from "../plugin/index.ts";
import type {
  Container,
  ContainerAdjustment,
  ContainerEviction,
  ContainerUpdate,
  LinuxResources,
  PodSandbox,
  UpdatePodSandboxRequest,
} from "../rpc/gen/nri.ts";
import type { Init } from "../rpc/message.ts";

/** Events that a plugin is only told of. Their names are those of the plugin's methods. */
export type PodEvent = "runPodSandbox" | "postUpdatePodSandbox" | "stopPodSandbox" | "removePodSandbox";
export type ContainerEvent =
  | "postCreateContainer"
  | "startContainer"
  | "postStartContainer"
  | "postUpdateContainer"
  | "removeContainer";

/** All events of pods and containers. */
export type NodeEvent =
  | PodEvent
  | ContainerEvent
  | "updatePodSandbox"
  | "createContainer"
  | "updateContainer"
  | "stopContainer";

export interface ContainerOfPod {
  readonly pod: Init<PodSandbox>;
  readonly container: Init<Container>;
}

/** The pods and containers of the node. */
export interface NodeState {
  pods(): Promise<Init<PodSandbox>[]>;
  /** Those that have not ended. */
  containers(): Promise<Init<Container>[]>;
  /** Changes the limits of a container. Does nothing when there is none with this id. */
  update(update: ContainerUpdate): Promise<void>;
  /** Kills a container. Does nothing when there is none with this id. */
  evict(eviction: ContainerEviction): Promise<void>;
}

/**
 * All plugins of the node as if they were one. They are asked one after another in the order of their indices, about one event at a
 * time. An error of a plugin is the error of the call. A plugin that is lost meanwhile, or does not answer in time, is
 * disconnected, and the call goes on without it. What plugins want of other containers is done before a call returns.
 */
export interface NodePlugins {
  /** Whether a plugin has anything to do with such an event: if none has, nobody needs to make messages. */
  wants(event: NodeEvent): boolean;
  /** Starts the installed plugins, and accepts others from now on. Must be called once, when the state of the node is known. */
  serve(node: NodeState): Promise<void>;
  /**
   * No plugin is synchronized while this is held. It must be held from an event until the state of the node shows what the event
   * told, so that a plugin that joins then learns it from one of both.
   */
  hold(signal?: AbortSignal): Promise<Disposable>;
  tellOfPod(event: PodEvent, pod: Init<PodSandbox>): Promise<void>;
  tellOfContainer(event: ContainerEvent, about: ContainerOfPod): Promise<void>;
  updatePodSandbox(request: Init<UpdatePodSandboxRequest>): Promise<void>;
  /** Gives what the plugins change of the new container. */
  createContainer(about: ContainerOfPod): Promise<ContainerAdjustment>;
  /** Gives the limits as plugins have changed them; undefined when none has. */
  updateContainer(
    about: ContainerOfPod,
    resources: Init<LinuxResources>,
  ): Promise<LinuxResources | undefined>;
  stopContainer(about: ContainerOfPod): Promise<void>;
}

export const NodePlugins: Slot<NodePlugins> = slot<NodePlugins>("io.containerd.nri.v1");
