// What the methods of CRI's RuntimeService share.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cni } from "../cni/cni.ts";
import { background, type Scoped } from "../context/index.ts";
import type { Daemon } from "../core/daemon.ts";
import type { Differ } from "../core/diff.ts";
import type { Metadata } from "../core/metadata.ts";
import type { Log } from "../log/index.ts";
import type { NodePlugins } from "../messages/nri.ts";
import type { CdiRegistry } from "../oci/cdi/index.ts";
import type { Tasks } from "../services/tasks.ts";
import { CriEvents } from "./events.ts";
import type { HandlerFeatures } from "./features.ts";
import type { CriImages } from "./images/images.ts";
import type { ContainerStreams } from "./logs/container-streams.ts";
import type { Networks } from "./networks.ts";
import { Nri } from "./nri/nri.ts";
import type { RuntimeSettings } from "./settings.ts";
import { CpuRates } from "./stats/cpu-rate.ts";
import { WritableLayers } from "./stats/writable-layer.ts";
import { PodContainers } from "./store/containers.ts";
import { Pods } from "./store/pods.ts";
import type { StreamingServer } from "./streaming/server.ts";

/** The namespace that kubelet's pods are in. */
export const criNamespace = "k8s.io";

export interface CriOptions {
  readonly settings: RuntimeSettings;
  readonly metadata: Metadata;
  readonly daemon: Daemon;
  readonly tasks: Tasks;
  readonly images: CriImages;
  readonly networks: Networks;
  /** Makes layers of what containers have changed. */
  readonly differ: Differ;
  readonly streaming: StreamingServer;
  /** Devices by CDI; undefined: they are switched off. */
  readonly cdi: CdiRegistry | undefined;
  /** Undefined when NRI is switched off. */
  readonly nodePlugins: NodePlugins | undefined;
  readonly log: Log;
  /** Directories of pods and containers; survives a reboot. */
  readonly root: string;
  /** Of what does not: /dev/shm of pods, FIFOs. */
  readonly state: string;
}

export class Cri {
  readonly settings: RuntimeSettings;
  readonly metadata: Metadata;
  readonly daemon: Daemon;
  readonly tasks: Tasks;
  readonly images: CriImages;
  readonly networks: Networks;
  readonly differ: Differ;
  readonly streaming: StreamingServer;
  readonly cdi: CdiRegistry | undefined;
  readonly nri: Nri;
  readonly log: Log;
  readonly root: string;
  readonly state: string;
  readonly pods: Pods;
  readonly containers = new PodContainers();
  readonly events = new CriEvents();
  /** What runtime handlers can do, by their names; asked once. */
  readonly features = new Map<string, Promise<HandlerFeatures>>();
  /** The daemon's own oom_score_adj. */
  readonly ownOomScoreAdj: number = Number(readFileSync("/proc/self/oom_score_adj", "utf8"));
  /** Of containers that have a task. */
  readonly streams = new Map<string, ContainerStreams>();
  /** Ids of the commands that this daemon runs in containers. */
  readonly execs = new Set<string>();
  readonly cpuRates = new CpuRates();
  readonly writableLayers = new WritableLayers();
  readonly #closing = new AbortController();

  constructor(options: CriOptions) {
    this.settings = options.settings;
    this.metadata = options.metadata;
    this.daemon = options.daemon;
    this.tasks = options.tasks;
    this.images = options.images;
    this.networks = options.networks;
    this.differ = options.differ;
    this.streaming = options.streaming;
    this.cdi = options.cdi;
    this.nri = new Nri(this, options.nodePlugins);
    this.log = options.log;
    this.root = options.root;
    this.state = options.state;
    this.pods = new Pods(options.metadata.sandboxes);
  }

  /** The node's networks. */
  get cni(): Cni {
    return this.networks.common;
  }

  /** Aborts when the daemon stops. What watches tasks then ends, and must not take that for the end of a task. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Leaves pods and containers, which go on, to the next daemon. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.streams.values()].map((streams) => streams.leave()));
    this.streams.clear();
  }

  /** For work on behalf of nobody. */
  get background(): Scoped {
    return background(criNamespace);
  }

  /** Files of a pod: hosts, resolv.conf, hostname. */
  podDirectory(id: string): string {
    return join(this.root, "sandboxes", id);
  }

  /** What a reboot takes away of a pod: its /dev/shm. */
  podState(id: string): string {
    return join(this.state, "sandboxes", id);
  }

  /** Of the files that the pod's namespaces are bound to. */
  podNamespaces(id: string): string {
    return join(this.podState(id), "ns");
  }

  containerDirectory(id: string): string {
    return join(this.root, "containers", id);
  }

  containerState(id: string): string {
    return join(this.state, "containers", id);
  }
}

export type CriMethod<Request, Response> = (cri: Cri, ctx: Scoped, request: Request) => Promise<Response>;
