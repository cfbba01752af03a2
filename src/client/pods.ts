import { Limiter } from "../context/limiter.ts";
import { readShape, shape } from "../core/shape.ts";
import type { Timestamp } from "../core/time.ts";
import { internal, isKind } from "../errors/index.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import {
  CgroupDriver,
  type ContainerStatusResponse,
  NamespaceMode,
  PodSandboxState,
  type PodSandboxStatusResponse,
  RuntimeServiceService,
} from "../rpc/gen/cri.ts";
import { required } from "./convert.ts";
import { type PodUsage, usageById } from "./pod-usage.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** A pod. */
export interface PodInfo {
  /** Of its sandbox. */
  readonly id: string;
  /** Its name in the cluster. */
  readonly name: string;
  /** Its namespace in the cluster, which is not one of the daemon's. */
  readonly namespace: string;
  /** Its uid in the cluster. */
  readonly uid: string;
  /** How often kubelet has made its sandbox again. */
  readonly attempt: number;
  /** `not ready`: the sandbox has ended, or lost its network. */
  readonly state: "ready" | "not ready";
  /** When the sandbox was made. */
  readonly createdAt: Timestamp;
  /** Its addresses, the primary one first. Without any: a pod of the host's network, or one that has ended. */
  readonly ips: readonly string[];
  /** Whether its network is the host's. */
  readonly usesHostNetwork: boolean;
  /** Pid of the pause process; 0 where none runs. */
  readonly pid: number;
  /** The runtime that a RuntimeClass chose; empty: the default one. */
  readonly runtimeHandler: string;
}

/** A container of a pod. */
export interface PodContainerInfo {
  /** Its id, by which it is a container of the daemon's namespace `k8s.io`, too. */
  readonly id: string;
  /** Id of the pod's sandbox. */
  readonly podId: string;
  /** Its name in the pod. */
  readonly name: string;
  /** How often kubelet has restarted it. */
  readonly attempt: number;
  /** `unknown`: nobody knows what became of it. */
  readonly state: ContainerStateName;
  /** When it was made. */
  readonly createdAt: Timestamp;
  /** When its process was started; undefined before that. */
  readonly startedAt: Timestamp | undefined;
  /** When its process ended; undefined before that. */
  readonly finishedAt: Timestamp | undefined;
  /** The name of the image, as the pod has it. */
  readonly image: string;
  /** Pid of its process; 0 where none runs. */
  readonly pid: number;
  /** Meaningful when it has exited. */
  readonly exitCode: number;
  /** Why it ended, in a word: `Completed`, `Error`, `OOMKilled`. */
  readonly reason: string;
  /** Path of the file that its output goes to; empty: it is not logged. */
  readonly logPath: string;
}

/** Whether the daemon can run pods. */
export interface PodRuntimeStatus {
  /** Its name and release, as kubelet is told. */
  readonly runtime: string;
  /** What has to be true before kubelet gives the node pods: `RuntimeReady`, `NetworkReady`. */
  readonly conditions: readonly PodRuntimeCondition[];
  /** Who makes cgroups; undefined: the daemon does not say. */
  readonly cgroupDriver: "systemd" | "cgroupfs" | undefined;
}

/** One condition of a daemon that runs pods. */
export interface PodRuntimeCondition {
  /** What it is about, e.g. `NetworkReady`. */
  readonly type: string;
  /** Whether it holds. */
  readonly isMet: boolean;
  /** Why it does not hold; empty where it does. */
  readonly message: string;
}

/** The states of a container, by their numbers in CRI. */
const containerStates = ["created", "running", "exited", "unknown"] as const;

/** What a container of a pod does. */
export type ContainerStateName = (typeof containerStates)[number];

/** How many questions about single pods and containers are under way at once. */
const maxConcurrent = 32;

/** Pods and their containers, over CRI. Source: k8s.io/cri-api, runtime/v1/api.proto. */
export class Pods {
  readonly #wire: Wire;
  /** The service's methods, for requests that this class does not wrap. */
  readonly service: Stub<typeof RuntimeServiceService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.service = stub(wire.channel, RuntimeServiceService);
  }

  /** All pods. One that goes meanwhile is left out. Not implemented: the daemon has no CRI. */
  async list(options?: RequestOptions): Promise<PodInfo[]> {
    const { items } = await this.service.listPodSandbox({}, this.#wire.call(options));
    return eachOf(items, async ({ id }) =>
      podOf(
        await this.service.podSandboxStatus({ podSandboxId: id, verbose: true }, this.#wire.call(options)),
      ),
    );
  }

  /** All containers of pods, or those of one pod. One that goes meanwhile is left out. */
  async containers(podId = "", options?: RequestOptions): Promise<PodContainerInfo[]> {
    const filter = podId === "" ? null : { podSandboxId: podId };
    const { containers } = await this.service.listContainers({ filter }, this.#wire.call(options));
    return eachOf(containers, async ({ id, podSandboxId }) => this.#container(id, podSandboxId, options));
  }

  /** What all pods and containers use that run, by the ids of both. Empty: the daemon does not measure pods. */
  async usage(options?: RequestOptions): Promise<ReadonlyMap<string, PodUsage>> {
    const asked = this.service.listPodSandboxStats({}, this.#wire.call(options));
    return usageById((await unlessNotImplemented(asked))?.stats ?? []);
  }

  /** What a container does now. Not found: there is no such container. */
  async containerState(id: string, options?: RequestOptions): Promise<ContainerStateName> {
    const { status } = await this.service.containerStatus({ containerId: id }, this.#wire.call(options));
    return stateNameOf(required(status, "a status").state);
  }

  /** Whether the daemon can run pods, and how. Not implemented: the daemon has no CRI. */
  async status(options?: RequestOptions): Promise<PodRuntimeStatus> {
    const call = this.#wire.call(options);
    const [version, { status }] = await Promise.all([
      this.service.version({}, call),
      this.service.status({}, call),
    ]);
    return {
      runtime: `${version.runtimeName} ${version.runtimeVersion}`,
      conditions: required(status, "a status").conditions.map((condition) => ({
        type: condition.type,
        isMet: condition.status,
        message: condition.message || condition.reason,
      })),
      cgroupDriver: await this.#cgroupDriver(options),
    };
  }

  async #container(id: string, podId: string, options?: RequestOptions): Promise<PodContainerInfo> {
    const request = { containerId: id, verbose: true };
    return containerOf(podId, await this.service.containerStatus(request, this.#wire.call(options)));
  }

  /** Daemons before containerd 2.0 do not know the question. */
  async #cgroupDriver(options?: RequestOptions): Promise<PodRuntimeStatus["cgroupDriver"]> {
    const asked = this.service.runtimeConfig({}, this.#wire.call(options));
    const driver = (await unlessNotImplemented(asked))?.linux?.cgroupDriver;
    return driver === undefined ? undefined : driverNames[driver];
  }
}

/** Undefined: the daemon does not know the request. */
async function unlessNotImplemented<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isKind(error, "not implemented")) {
      return undefined;
    }
    throw error;
  }
}

const driverNames: Readonly<Record<number, "systemd" | "cgroupfs">> = {
  [CgroupDriver.SYSTEMD]: "systemd",
  [CgroupDriver.CGROUPFS]: "cgroupfs",
};

/** Asks about each item, not about all at once. What is gone by then is left out. */
async function eachOf<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const limiter = new Limiter(maxConcurrent);
  const answers = items.map((item) =>
    limiter.run(async () => {
      try {
        return [await ask(item)];
      } catch (error) {
        if (isKind(error, "not found")) {
          return [];
        }
        throw error;
      }
    }),
  );
  return (await Promise.all(answers)).flat();
}

function podOf({ status, info }: PodSandboxStatusResponse): PodInfo {
  const pod = required(status, "a status");
  const { name, namespace, uid, attempt } = required(pod.metadata, "the pod's metadata");
  const { ip = "", additionalIps = [] } = pod.network ?? {};
  return {
    id: pod.id,
    name,
    namespace,
    uid,
    attempt,
    state: pod.state === PodSandboxState.SANDBOX_READY ? "ready" : "not ready",
    createdAt: timeOf(pod.createdAt),
    ips: [ip, ...additionalIps.map((additional) => additional.ip)].filter((each) => each !== ""),
    usesHostNetwork: pod.linux?.namespaces?.options?.network === NamespaceMode.NODE,
    pid: pidOf(info, `pod ${pod.id}`),
    runtimeHandler: pod.runtimeHandler,
  };
}

function containerOf(podId: string, { status, info }: ContainerStatusResponse): PodContainerInfo {
  const container = required(status, "a status");
  const { name, attempt } = required(container.metadata, "the container's metadata");
  const { createdAt, startedAt, finishedAt, exitCode, reason, logPath } = container;
  return {
    id: container.id,
    podId,
    name,
    attempt,
    state: stateNameOf(container.state),
    createdAt: timeOf(createdAt),
    startedAt: startedAt === 0n ? undefined : timeOf(startedAt),
    finishedAt: finishedAt === 0n ? undefined : timeOf(finishedAt),
    image: container.image?.userSpecifiedImage || container.image?.image || container.imageRef,
    pid: pidOf(info, `container ${container.id}`),
    exitCode,
    reason,
    logPath,
  };
}

function stateNameOf(state: number): ContainerStateName {
  return containerStates[state] ?? "unknown";
}

/** CRI counts nanoseconds since the epoch. */
function timeOf(nanos: bigint): Timestamp {
  return { seconds: Number(nanos / 1_000_000_000n), nanos: Number(nanos % 1_000_000_000n) };
}

const infoShape = shape.object({ pid: shape.or(shape.natural, 0) });

/** The pid is in no field of CRI, but in the JSON that a daemon adds to a verbose answer. */
function pidOf(info: Readonly<Record<string, string>>, what: string): number {
  const json = info.info;
  return json === undefined ? 0 : readShape(infoShape, parseInfo(json, what), `info of ${what}`).pid;
}

function parseInfo(json: string, what: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw internal(`info of ${what}: not JSON`, { cause });
  }
}
