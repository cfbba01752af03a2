// What keeps the namespaces of a pod in being, whether or not a container of it runs.
import type { Scoped } from "../../context/index.ts";
import type { ProcessState } from "../../core/task.ts";
import { NamespaceMode, type PodSandboxConfig } from "../../rpc/gen/cri.ts";
import type { Cri } from "../cri.ts";
import type { RuntimeHandler, RuntimeSettings } from "../settings.ts";
import { podNamespaces, type SharedNamespaces } from "../spec/namespaces.ts";
import type { TaskMetrics } from "../stats/task-metrics.ts";
import type { HoldKind, Pod } from "../store/pods.ts";
import { namespacesHold } from "./namespaces.ts";
import { pauseHold } from "./pause.ts";

/** One of the ways to hold a pod. `release` and `forget` do nothing when they were done before. */
export interface PodHold {
  /**
   * Makes what holds the pod. The pod's network namespace and files are there. `connected` tells when its network is connected, which
   * goes on meanwhile.
   */
  hold(cri: Cri, ctx: Scoped, pod: Pod, handler: RuntimeHandler, connected: Promise<void>): Promise<void>;
  /** Sees to it that the pod is not ready any more when the hold ends by itself. The pod is ready. */
  watch(cri: Cri, pod: Pod): void;
  /** Whether the pod is held, as far as `watch` would not notice the end. */
  isIntact(cri: Cri, pod: Pod): boolean;
  /** Finds the state of a pod that an earlier daemon made, and watches it. `task` is the pod's own. */
  recover(cri: Cri, pod: Pod, task: ProcessState | undefined): void;
  /** The namespaces that the pod's containers join. */
  shared(cri: Cri, pod: Pod): SharedNamespaces;
  /** What a hold uses that stands for a pod without a cgroup; undefined: there is nothing that could. */
  metrics(cri: Cri, ctx: Scoped, pod: Pod): Promise<TaskMetrics | undefined>;
  /** Ends the hold. The pod has no containers that run. */
  release(cri: Cri, ctx: Scoped, pod: Pod): Promise<void>;
  /** Removes the records of a hold that has ended. */
  forget(cri: Cri, ctx: Scoped, pod: Pod): Promise<void>;
}

const holds: Readonly<Record<HoldKind, PodHold>> = { pause: pauseHold, namespaces: namespacesHold };

export function holdOf({ record }: Pod): PodHold {
  return holds[record.hold];
}

/** How a new pod is to be held. */
export function holdKindOf(
  { pause }: RuntimeSettings,
  config: PodSandboxConfig,
  handler: RuntimeHandler,
): HoldKind {
  return pause === "when-needed" && !needsInit(config) && !needsSandbox(handler) ? "namespaces" : "pause";
}

/** A pid namespace ends with its first process. */
function needsInit(config: PodSandboxConfig): boolean {
  return podNamespaces(config).pid === NamespaceMode.POD;
}

/** Runtimes of the built-in shim. */
const builtInTypes = ["io.containerd.runc.v2", "io.containerd.tsrt.v1"];
/** Executables that make a container of namespaces alone. Others may make a virtual machine for a pod when its sandbox is made. */
const plainRuntimes = ["runc", "crun", "youki"];

function needsSandbox({ type, path, options, sandboxer }: RuntimeHandler): boolean {
  const { BinaryName } = options;
  const binary = typeof BinaryName === "string" && BinaryName !== "" ? BinaryName : "runc";
  const isPlain = plainRuntimes.includes(binary.slice(binary.lastIndexOf("/") + 1));
  return path !== "" || !builtInTypes.includes(type) || !isPlain || sandboxer !== "podsandbox";
}
