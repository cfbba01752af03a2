// kubelet's side of CRI, as far as it matters who repeats what: every call is repeated until it succeeds, and what is there is
// looked up before anything is made.

import { messageOf } from "../../../src/errors/index.ts";
import {
  type Container,
  ContainerState,
  type ContainerStatus,
  NamespaceMode,
  type PodSandbox,
  PodSandboxState,
} from "../../../src/rpc/gen/cri.ts";
import type { CriNode } from "../../harness/cri-node.ts";
import { type ContainerPlan, type LifePlan, scriptOf } from "./plan.ts";

type Runtime = Awaited<ReturnType<CriNode["runtime"]>>;

/** Milliseconds that kubelet waits for an answer. */
const callTimeout = 30_000;
/** Milliseconds between two attempts. */
const pause = 100;
/** Milliseconds after which a pod that has not come to its end is stuck. */
const patience = 240_000;
/** Seconds between the stop signal and SIGKILL. */
const grace = 2n;

export interface CallCounts {
  made: number;
  repeated: number;
  slowestMillis: number;
}

/** What all pods of a run share. */
export interface Surroundings {
  readonly node: CriNode;
  /** It is the run's own, and stands in the command lines of containers, too. */
  readonly cgroupParent: string;
  readonly counts: CallCounts;
  /** Aborts when the run is broken off. */
  readonly signal: AbortSignal;
  /** Whether the shim of a pod was killed. */
  readonly isShimKilled: (podId: string) => boolean;
}

const options = { timeout: callTimeout };

export class Kubelet {
  readonly #node: CriNode;
  readonly #cgroupParent: string;
  readonly #counts: CallCounts;
  readonly #signal: AbortSignal;
  readonly #plan: LifePlan;
  #end = performance.now() + patience;

  constructor({ node, cgroupParent, counts, signal }: Surroundings, plan: LifePlan) {
    this.#node = node;
    this.#cgroupParent = cgroupParent;
    this.#counts = counts;
    this.#signal = signal;
    this.#plan = plan;
  }

  /** Repeats `work` until it gives something. */
  async until<T>(what: string, work: (runtime: Runtime) => Promise<T | undefined>): Promise<T> {
    let failure = "nothing came";
    while (performance.now() < this.#end && !this.#signal.aborted) {
      const begun = performance.now();
      this.#counts.made++;
      try {
        const result = await work(await this.#node.runtime());
        if (result !== undefined) {
          return result;
        }
      } catch (error) {
        failure = messageOf(error);
        this.#counts.repeated++;
      } finally {
        this.#counts.slowestMillis = Math.max(this.#counts.slowestMillis, performance.now() - begun);
      }
      await Bun.sleep(pause);
    }
    throw new Error(`${what} does not come to its end: ${failure}`);
  }

  /** A pod that is ready. One that is not is removed, and another is made in its place. */
  runPod(): Promise<string> {
    return this.until("a pod", async (runtime) => {
      const pods = await this.#pods(runtime);
      const ready = pods.find(({ state }) => state === PodSandboxState.SANDBOX_READY);
      if (ready !== undefined) {
        return ready.id;
      }
      for (const { id } of pods) {
        await runtime.stopPodSandbox({ podSandboxId: id }, options);
        await runtime.removePodSandbox({ podSandboxId: id }, options);
      }
      const attempt = pods.reduce((next, { metadata }) => Math.max(next, (metadata?.attempt ?? 0) + 1), 0);
      const pid = this.#plan.ownPids ? NamespaceMode.CONTAINER : NamespaceMode.POD;
      const { name, handler } = this.#plan;
      return await this.#node.runPod(name, attempt, {
        handler,
        linux: { cgroupParent: this.#cgroupParent, securityContext: { namespaceOptions: { pid } } },
      });
    });
  }

  async #pods(runtime: Runtime): Promise<PodSandbox[]> {
    const { items } = await runtime.listPodSandbox({}, options);
    return items.filter(({ metadata }) => metadata?.name === this.#plan.name);
  }

  async isReady(podSandboxId: string): Promise<boolean> {
    const state = await this.until("the state of a pod", async (runtime) => {
      const { items } = await runtime.listPodSandbox({ filter: { id: podSandboxId } }, options);
      return items[0]?.state ?? PodSandboxState.SANDBOX_NOTREADY;
    });
    return state === PodSandboxState.SANDBOX_READY;
  }

  /** Creates and starts a container, as far as it is not; undefined when its pod has ended. */
  async runContainer(podId: string, plan: ContainerPlan): Promise<string | undefined> {
    const outcome = await this.until(`container ${plan.name}`, async (runtime) => {
      const known = await this.#container(runtime, podId, plan);
      if (known === undefined) {
        return await this.#createUnlessEnded(podId, plan);
      }
      if (known.state === ContainerState.CONTAINER_CREATED) {
        return await this.#startUnlessEnded(podId, known.id);
      }
      return known.state === ContainerState.CONTAINER_UNKNOWN ? undefined : { id: known.id };
    });
    return outcome.id;
  }

  async #container(runtime: Runtime, podId: string, plan: ContainerPlan): Promise<Container | undefined> {
    const { containers } = await runtime.listContainers({ filter: { podSandboxId: podId } }, options);
    return containers.find(({ metadata }) => metadata?.name === plan.name);
  }

  async #createUnlessEnded(podId: string, plan: ContainerPlan): Promise<{ id: undefined } | undefined> {
    if (!(await this.isReady(podId))) {
      return { id: undefined };
    }
    await this.#node.create(podId, this.#plan.name, plan.name, scriptOf(plan, this.#cgroupParent));
    return undefined;
  }

  async #startUnlessEnded(podId: string, containerId: string): Promise<{ id: undefined } | undefined> {
    if (!(await this.isReady(podId))) {
      return { id: undefined };
    }
    await (await this.#node.runtime()).startContainer({ containerId }, options);
    return undefined;
  }

  status(containerId: string): Promise<ContainerStatus> {
    return this.until("a status", async (runtime) => {
      const { status } = await runtime.containerStatus({ containerId, verbose: false }, options);
      return status ?? undefined;
    });
  }

  /** Waits until the container has ended, or shows that it stays. */
  async ended(containerId: string): Promise<ContainerStatus> {
    return await this.until(`the end of ${containerId}`, async () => {
      const status = await this.status(containerId);
      return status.state === ContainerState.CONTAINER_EXITED ? status : undefined;
    });
  }

  /** What a command prints in a container; undefined when the container does not run, or the command did not come to its end. */
  async exec(containerId: string, cmd: readonly string[]): Promise<string | undefined> {
    try {
      const runtime = await this.#node.runtime();
      const { stdout, exitCode } = await runtime.execSync(
        { containerId, cmd: [...cmd], timeout: 20n },
        options,
      );
      return exitCode === 0 ? Buffer.from(stdout).toString() : undefined;
    } catch {
      return undefined;
    }
  }

  async stopContainer(containerId: string): Promise<void> {
    await this.until("a stop", (runtime) => runtime.stopContainer({ containerId, timeout: grace }, options));
  }

  async removeContainer(containerId: string): Promise<void> {
    await this.until("a removal", (runtime) => runtime.removeContainer({ containerId }, options));
  }

  /** Stops and removes all pods of the life: a call that failed may have made one that is not known. */
  async removePods(): Promise<void> {
    this.#end = performance.now() + patience;
    await this.until("the removal of a pod", async (runtime) => {
      const pods = await this.#pods(runtime);
      for (const { id } of pods) {
        await runtime.stopPodSandbox({ podSandboxId: id }, options);
        await runtime.removePodSandbox({ podSandboxId: id }, options);
      }
      return (await this.#pods(runtime)).length === 0 ? true : undefined;
    });
  }
}
