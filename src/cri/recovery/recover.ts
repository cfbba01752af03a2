// After a start of the daemon: pods and containers of the earlier one are taken in, from their records, their status files and the
// tasks that live on. What a crash has left half made or half removed goes, or is left in a state from which kubelet's retries
// bring it to its end. Source: containerd internal/cri/server/restart.go.
import type { ProcessState } from "../../core/task.ts";
import type { Cri } from "../cri.ts";
import { recoverContainers } from "./containers.ts";
import { endExecs } from "./execs.ts";
import { recoverPods } from "./pods.ts";
import { findStrays, removeStrays } from "./strays.ts";

/** The states of tasks by the ids of their pods and containers; `unknown` where a shim has not answered in time. */
export type TaskStates = ReadonlyMap<string, ProcessState>;

/**
 * Resolves when CRI's methods may be called. Whatever waits for a shim, a plugin or a process goes on behind it, so that one pod
 * that is stuck does not keep the daemon from serving the others. Calls about a pod or container wait for what goes on with it.
 */
export async function recover(cri: Cri): Promise<void> {
  const begun = performance.now();
  const states = await cri.tasks.runtime.list(cri.background);
  const tasks: TaskStates = new Map(states.map((state) => [state.containerId, state]));
  const podIds = await recoverPods(cri, tasks);
  const containerIds = await recoverContainers(cri, tasks);
  cri.networks.freeUnused(podIds);
  // They are found before the first call: what a call makes is no stray.
  void removeStrays(cri, await findStrays(cri, podIds, containerIds));
  endExecs(cri);
  cri.log.info("pods recovered", {
    pods: cri.pods.index.all().length,
    containers: cri.containers.index.all().length,
    millis: Math.round(performance.now() - begun),
  });
}
