// After a start of the daemon: pods and containers of the earlier one are taken in, from their records, their status files and the
// tasks that live on. What a crash has left half made or half removed goes, or is left in a state from which kubelet's retries
// bring it to its end. Source: containerd internal/cri/server/restart.go.
import type { ProcessState } from "../../core/task.ts";
import type { Cri } from "../cri.ts";
import { recoverContainers } from "./containers.ts";
import { endExecs } from "./execs.ts";
import { recoverPods } from "./pods.ts";
import { sweepDirectories, sweepNetworks } from "./sweep.ts";

/** The states of tasks by the ids of their pods and containers. */
export type TaskStates = ReadonlyMap<string, ProcessState>;

/** Resolves when CRI's methods may be called. What takes CNI plugins or waits for processes goes on behind it. */
export async function recover(cri: Cri): Promise<void> {
  const begun = performance.now();
  const states = await cri.tasks.runtime.list(cri.background);
  const tasks: TaskStates = new Map(states.map((state) => [state.containerId, state]));
  const podIds = await recoverPods(cri, tasks);
  const containerIds = await recoverContainers(cri, tasks);
  await sweepDirectories(cri, podIds, containerIds);
  sweepNetworks(cri, podIds);
  endExecs(cri);
  cri.log.info("pods recovered", {
    pods: cri.pods.index.all().length,
    containers: cri.containers.index.all().length,
    millis: Math.round(performance.now() - begun),
  });
}
